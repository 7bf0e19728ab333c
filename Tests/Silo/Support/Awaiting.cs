using System.Text;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.Silo.Support;

/// <summary>Watches an object until it is as a test wants it.</summary>
internal static class Awaiting
{
    public static Task<T> WaitForAsync<T>(
        this KubernetesClient client, string inNamespace, string name, string expected, Func<T, bool> isThere)
        where T : class, IKubernetesResource<T> =>
        client.WaitForAnyAsync<T>(inNamespace, $"{name}: {expected}", item => item.Metadata.Name == name && isThere(item));

    public static async Task<T> WaitForAnyAsync<T>(
        this KubernetesClient client, string inNamespace, string expected, Func<T, bool> isThere)
        where T : class, IKubernetesResource<T>
    {
        using var stop = new CancellationTokenSource();
        var store = new ResourceStore<T>();
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = new ListWatch<T>(
            client, new ListWatchOptions { Namespace = inNamespace }, TimeProvider.System, NullLogger.Instance);
        var watching = watch.RunAsync(OnEventAsync, stop.Token);
        try
        {
            return await found.Task.WithinAsync(
                "waiting for the silo",
                T.Description.Kind,
                expected,
                () => string.Join('\n', store.Objects.Values.Select(item => Encoding.UTF8.GetString(KubernetesJson.ToUtf8(item)))),
                TestTimeouts.Default * 2);
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }

        ValueTask OnEventAsync(ListWatchEvent<T> happened, CancellationToken cancellationToken)
        {
            store.Apply(happened);
            if (store.Objects.Values.FirstOrDefault(isThere) is { } resource)
            {
                found.TrySetResult(resource);
            }

            return ValueTask.CompletedTask;
        }
    }
}
