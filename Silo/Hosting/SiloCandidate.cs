using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Leases;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;

namespace MetalOrleans.Silo.Hosting;

/// <summary>This silo among those that may lead: waits for the lease, leads once, and gives the lease back.</summary>
/// <remarks>
/// It watches the Lease: one that is released is taken within milliseconds, without waiting for the next attempt, and agents
/// that dial this silo while it waits hear who leads.
/// </remarks>
internal sealed partial class SiloCandidate(
    KubernetesClient client,
    SiloOptions options,
    SiloTerm term,
    SiloReadiness readiness,
    TimeProvider time,
    ILogger<SiloCandidate> logger)
{
    /// <summary>Waits, leads, and returns when the work is done or cancelled; the lease is then released.</summary>
    /// <exception cref="InvalidOperationException">The lease was lost: the process has to start anew.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken stopping)
    {
        var lease = new LeaderLease(client, options.Lease.In(options.Namespace), time, logger);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var watching = WatchAsync(lease, waiting.Token);
        try
        {
            await lease.RunAsync(
                async (hold, held) =>
                {
                    term.Hold((ulong)hold.Term, () => lease.IsHeldForSure);
                    await LeadOnceAsync(lead, held, stopping);
                },
                stopping);
        }
        finally
        {
            await waiting.CancelAsync();
            await watching;
        }
    }

    /// <summary>
    /// Leads one term. Who loses it does not lead again: the grains know what was so in their term, and another silo may have
    /// given addresses away since (invariant 1).
    /// </summary>
    private async Task LeadOnceAsync(Func<CancellationToken, Task> lead, CancellationToken held, CancellationToken stopping)
    {
        try
        {
            await lead(held);
        }
        catch (OperationCanceledException e) when (held.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"The lease {LeaseOptions.Name} of term {term.Number} was lost: another silo may lead now, and this one starts anew.", e);
        }
    }

    private Task WatchAsync(LeaderLease lease, CancellationToken cancellationToken)
    {
        var watched = new ListWatchOptions { Namespace = options.Namespace, FieldSelector = "metadata.name=" + LeaseOptions.Name };
        return new ListWatch<Lease>(client, watched, time, logger).RunAsync(
            (happened, _) =>
            {
                See(lease, happened);
                return ValueTask.CompletedTask;
            },
            cancellationToken);
    }

    private void See(LeaderLease lease, ListWatchEvent<Lease> happened)
    {
        var current = happened switch
        {
            Applied<Lease> applied => applied.Object,
            Synced<Lease> synced => synced.Items.FirstOrDefault(),
            _ => null,
        };
        var holder = current?.Spec?.HolderIdentity ?? "";
        if (holder.Length == 0)
        {
            lease.LookNow();
        }

        if (!readiness.IsLeading && !string.Equals(holder, options.Lease.Identity, StringComparison.Ordinal))
        {
            Follow(new LeadingSilo(
                holder, holder.Length == 0 ? "" : current?.Metadata.Annotations?.GetValueOrDefault(LeaseOptions.EndpointAnnotation) ?? ""));
        }
    }

    private void Follow(LeadingSilo leader)
    {
        if (readiness.Leader != leader)
        {
            LogLeader(logger, readiness.Leader.Name, leader.Name);
            readiness.Leader = leader;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Leading silo: '{Before}' → '{Leader}' (standing by)")]
    private static partial void LogLeader(ILogger logger, string before, string leader);
}
