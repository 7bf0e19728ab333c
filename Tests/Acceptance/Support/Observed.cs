using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.Acceptance.Support;

/// <summary>The objects of a kind as the API server has them, and a way to await what they say.</summary>
internal sealed class Observed<T>
    where T : class, IKubernetesResource<T>
{
    private readonly ResourceStore<T> _store = new();
    private readonly Lock _changing = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Observed(KubernetesClient client, CancellationToken cancellationToken)
    {
        var watch = new ListWatch<T>(client, new ListWatchOptions(), TimeProvider.System, NullLogger.Instance);
        _ = watch.RunAsync(TakeAsync, cancellationToken);
    }

    /// <summary>Waits until one object says what is wanted.</summary>
    public async Task<T> WaitForAsync(ObjectKey key, Func<T, bool> isWanted, string expected) =>
        (await WaitAsync(
            objects => objects.GetValueOrDefault(key) is { } found && isWanted(found),
            $"{T.Description.Kind} {key}",
            expected,
            objects => objects.GetValueOrDefault(key) is { } found ? System.Text.Encoding.UTF8.GetString(KubernetesJson.ToUtf8(found)) : "absent"))[key];

    /// <summary>Waits until the objects are as wanted.</summary>
    public async Task<ImmutableDictionary<ObjectKey, T>> WaitAsync(
        Func<ImmutableDictionary<ObjectKey, T>, bool> isWanted,
        string entity,
        string expected,
        Func<ImmutableDictionary<ObjectKey, T>, string> describe)
    {
        await WaitCoreAsync().WithinAsync("waiting", entity, expected, () => describe(_store.Objects));
        return _store.Objects;

        async Task WaitCoreAsync()
        {
            while (true)
            {
                Task changed;
                lock (_changing)
                {
                    changed = _changed.Task;
                }

                if (_store.HasSynced && isWanted(_store.Objects))
                {
                    return;
                }

                await changed;
            }
        }
    }

    private ValueTask TakeAsync(ListWatchEvent<T> happened, CancellationToken cancellationToken)
    {
        _store.Apply(happened);
        lock (_changing)
        {
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return ValueTask.CompletedTask;
    }
}
