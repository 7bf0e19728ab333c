using MetalOrleans.Agent.Contracts.Processes;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Leases;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Controllers;
using MetalOrleans.Silo.Standalone;

namespace MetalOrleans.Silo.Hosting;

/// <summary>
/// The silo's life: hold a term, read the configuration, have every Service converge once, serve agents, let addresses move.
/// </summary>
internal sealed partial class SiloService(
    KubernetesClient client,
    SiloOptions options,
    SiloTerm term,
    SiloReadiness readiness,
    ClusterViewStore views,
    EventRecorders recorders,
    ConfigurationController configuration,
    ServiceController services,
    HoldDownClock holdDown,
    AnnouncementController announcements,
    RebalanceController rebalancing,
    SelfProbeController selfProbes,
    L2StatusController l2Statuses,
    PoolStatusController poolStatus,
    KeepingController keeping,
    ConfigurationVerdicts verdicts,
    AcceptanceController acceptance,
    ConfigurationStateController configurationStates,
    NodeRegistrar registrar,
    StartUpPages pages,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<SiloService> logger) : BackgroundService
{
    private const string LeaseName = "metalorleans-silo";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Judged below.
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
        }

        if (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        // What grains know is this term's; only a new process starts the next one with a clean slate.
        readiness.Fail();
        lifetime.StopApplication();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        if (options.IsStandalone)
        {
            await LeadAsync(stopping);
            return;
        }

        var leaseOptions = new LeaderLeaseOptions
        {
            Namespace = options.Namespace,
            Name = LeaseName,
            Identity = options.Name,
        };
        var lease = new LeaderLease(client, leaseOptions, time, logger);
        await lease.RunAsync(
            (hold, token) =>
            {
                term.Hold((ulong)hold.Term, () => lease.IsHeldForSure);
                return LeadOnceAsync(token, stopping);
            },
            stopping);
    }

    /// <summary>
    /// Leads one term. Who loses it does not lead again: the grains know what was so in their term, and another silo may have
    /// given addresses away since (invariant 1).
    /// </summary>
    private async Task LeadOnceAsync(CancellationToken held, CancellationToken stopping)
    {
        try
        {
            await LeadAsync(held);
        }
        catch (OperationCanceledException e) when (held.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"The lease {LeaseName} of term {term.Number} was lost: another silo may lead now, and this one starts anew.", e);
        }
    }

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        LogStarting(logger, term.Number, client.Options);
        views.Term = term.Number;
        views.Update(view => view with
        {
            IgnoreExcludeLabel = options.IgnoreExcludeLabel,
            L2Policy = options.Layer2.Policy,
        });
        holdDown.Start();
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = leading.Token;
        List<Task> running =
        [
            recorders.Controller.RunAsync(token),
            recorders.Speaker.RunAsync(token),
            configuration.RunAsync(token),
            announcements.RunAsync(token),
            rebalancing.RunAsync(token),
            selfProbes.RunAsync(token),
            l2Statuses.RunAsync(token),
            poolStatus.RunAsync(token),
            acceptance.RunAsync(token),
            keeping.RunAsync(token),
        ];
        if (options.IsStandalone)
        {
            running.Add(registrar.RunAsync(token));
        }

        running.Add(BeginAsync(token));
        try
        {
            // None of them ends by itself: the first to end tells why.
            await await Task.WhenAny(running);
        }
        finally
        {
            await leading.CancelAsync();
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await configuration.WaitForSyncAsync(cancellationToken);
        LogConfigurationRead(logger, views.Current.Pools.Count, views.Current.L2Advertisements.Count, views.Current.Nodes.Count);
        var converging = services.RunAsync(cancellationToken);
        await await Task.WhenAny(converging, services.WaitForFirstSweepAsync(cancellationToken));
        poolStatus.ObserveTouches(keeping.Touch);
        keeping.ObserveFreed(services.Wake);
        Action[] statuses = [poolStatus.Touch, acceptance.Touch, configurationStates.Touch];
        foreach (var touch in statuses)
        {
            verdicts.Observe(touch);
            touch();
        }

        var stating = configurationStates.RunAsync(cancellationToken);
        readiness.Ready();
        LogReady(logger, options.AgentListen);
        pages.Started();
        await announcements.SettleAsync(cancellationToken);
        await await Task.WhenAny(converging, stating);
    }
}
