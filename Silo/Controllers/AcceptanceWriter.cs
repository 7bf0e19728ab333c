using System.Collections.Concurrent;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Writes what became of configuration objects into their status, where it says otherwise.</summary>
internal sealed partial class AcceptanceWriter(
    KubernetesClient client, SiloTerm term, TimeProvider time, ILogger<AcceptanceWriter> logger)
{
    private readonly ConcurrentDictionary<string, bool> _withoutConditions = new(StringComparer.Ordinal);

    /// <summary>Writes all objects of a kind that need it; the failure of one does not keep the others from it.</summary>
    /// <exception cref="AggregateException">Some could not be written.</exception>
    public async Task WriteAsync<T>(ConfigurationVerdict<T> verdict, CancellationToken cancellationToken)
        where T : class, IConditionedResource<T>
    {
        var failures = new List<Exception>();
        foreach (var resource in verdict.Objects.Values)
        {
            try
            {
                await WriteAsync(resource, verdict.Of(resource), static changed => changed, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>Writes one object's condition, and whatever else of its status the caller changes, if anything differs.</summary>
    /// <param name="resource">The object as last read.</param>
    /// <param name="wanted">The condition it shall have.</param>
    /// <param name="change">Answers with the same object when nothing else is to be changed.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task WriteAsync<T>(T resource, Condition wanted, Func<T, T> change, CancellationToken cancellationToken)
        where T : class, IConditionedResource<T>
    {
        var kind = T.Description.Kind;
        var changed = resource;
        if (!_withoutConditions.ContainsKey(kind))
        {
            var conditions = ConditionMapping.Set(resource.Conditions, wanted, time.GetUtcNow());
            changed = ReferenceEquals(conditions, resource.Conditions) ? resource : resource.WithConditions(conditions!);
        }

        changed = change(changed);
        if (ReferenceEquals(changed, resource))
        {
            return;
        }

        if (!term.IsHeld)
        {
            throw new IOException("this silo is not sure to hold its lease");
        }

        try
        {
            var written = await client.UpdateStatusAsync(changed, cancellationToken);
            // The server drops what a definition does not have; writing it again and again would help nobody.
            if (!ReferenceEquals(changed.Conditions, resource.Conditions)
                && !ConditionMapping.Has(written.Conditions, wanted)
                && _withoutConditions.TryAdd(kind, true))
            {
                LogConditionsUnsupported(logger, kind);
            }
        }
        catch (KubernetesApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Gone, or newer than what was judged: the watch brings the news, and with it the next write.
        }
    }
}
