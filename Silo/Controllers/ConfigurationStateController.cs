using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Keeps one ConfigurationState for the controller and one for each node (C-150 to C-157): written when it would say
/// something else, made again when somebody deletes it, removed with its node.
/// </summary>
internal sealed partial class ConfigurationStateController(
    KubernetesClient client,
    ClusterViewStore views,
    ConfigurationVerdicts verdicts,
    SiloOptions options,
    SiloTerm term,
    TimeProvider time,
    ILogger<ConfigurationStateController> logger)
{
    private readonly StatusLoop _loop = new(time);
    private readonly ResourceStore<ConfigurationState> _states = new();

    /// <summary>Says that a judgement or the set of nodes may have changed.</summary>
    public void Touch() => _loop.Touch();

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var watch = new ListWatch<ConfigurationState>(
            client, new ListWatchOptions { Namespace = options.Namespace }, time, logger);
        var watching = watch.RunAsync(OnStatesAsync, cancellationToken);
        views.Observe((before, after) =>
        {
            if (!ReferenceEquals(before.Nodes, after.Nodes))
            {
                Touch();
            }
        });
        var synced = watch.WaitForSyncAsync(cancellationToken);
        await await Task.WhenAny(watching, synced);
        await Task.WhenAll(
            watching,
            _loop.RunAsync(WriteAsync, failure => LogNotWritten(logger, failure.Message), cancellationToken));
    }

    private ValueTask OnStatesAsync(ListWatchEvent<ConfigurationState> happened, CancellationToken cancellationToken)
    {
        if (!_states.Apply(happened).IsEmpty)
        {
            Touch();
        }

        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (!term.IsHeld)
        {
            throw new IOException("this silo is not sure to hold its lease");
        }

        var wanted = ComponentState.Of(verdicts.Refused, views.Current.Nodes.Keys);
        foreach (var state in wanted)
        {
            await WriteAsync(state, cancellationToken);
        }

        await RemoveOthersAsync([.. wanted.Select(state => state.Name)], cancellationToken);
    }

    private async Task WriteAsync(ComponentState wanted, CancellationToken cancellationToken)
    {
        try
        {
            var known = _states.Find(new ObjectKey(options.Namespace, wanted.Name));
            if (known is not null && ReferenceEquals(WithState(known, wanted), known))
            {
                return;
            }

            known ??= await client.CreateAsync(New(wanted), cancellationToken);
            await client.UpdateStatusAsync(WithState(known, wanted), cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsConflict || e.IsAlreadyExists)
        {
            // The watch brings the newer object, and with it the next write.
        }
    }

    /// <summary>Speakers' states of nodes that are no more.</summary>
    private async Task RemoveOthersAsync(ImmutableHashSet<string> wanted, CancellationToken cancellationToken)
    {
        foreach (var (key, state) in _states.Objects)
        {
            if (!wanted.Contains(key.Name) && state.Metadata.Labels?.ContainsKey(ConfigurationState.NodeLabel) == true)
            {
                try
                {
                    await client.DeleteAsync<ConfigurationState>(
                        key, new DeletePreconditions(state.Metadata.Uid, null), cancellationToken);
                }
                catch (KubernetesApiException e) when (e.IsNotFound || e.IsConflict)
                {
                    // Somebody else was quicker.
                }
            }
        }
    }

    private ConfigurationState New(ComponentState wanted) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = options.Namespace,
            Name = wanted.Name,
            Labels = wanted.Node is { } node
                ? new(StringComparer.Ordinal)
                {
                    [ConfigurationState.ComponentLabel] = "speaker",
                    [ConfigurationState.NodeLabel] = node,
                }
                : new(StringComparer.Ordinal) { [ConfigurationState.ComponentLabel] = "controller" },
        },
    };

    /// <summary>The object as it shall be; the very same when it says so already (invariant 10).</summary>
    private ConfigurationState WithState(ConfigurationState known, ComponentState wanted)
    {
        var condition = new Condition
        {
            Type = wanted.ConditionType,
            Status = wanted.IsValid ? "True" : "False",
            Reason = wanted.Reason,
            Message = wanted.ErrorSummary,
        };
        var result = wanted.IsValid ? "Valid" : "Invalid";
        var status = known.Status ?? new ConfigurationStateStatus();
        var conditions = ConditionMapping.Set(status.Conditions, condition, time.GetUtcNow());
        return ReferenceEquals(conditions, status.Conditions)
            && status.Result == result
            && (status.ErrorSummary ?? "") == wanted.ErrorSummary
            ? known
            : known with
            {
                Status = status with { Result = result, ErrorSummary = wanted.ErrorSummary, Conditions = [.. conditions!] },
            };
    }
}
