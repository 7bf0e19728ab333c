using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Support;

/// <summary>Waits for objects on the API server to become what a test expects, by watching them.</summary>
internal static class ApiWaiting
{
    /// <summary>The objects of a kind, as soon as they are as expected.</summary>
    public static Task<ImmutableArray<T>> WaitForAsync<T>(
        this KubernetesClient client, string expected, Func<ImmutableArray<T>, bool> isExpected)
        where T : class, IKubernetesResource<T> =>
        WatchAsync(client, isExpected).WithinAsync("waiting", T.Description.Kind, expected);

    private static async Task<ImmutableArray<T>> WatchAsync<T>(KubernetesClient client, Func<ImmutableArray<T>, bool> isExpected)
        where T : class, IKubernetesResource<T>
    {
        while (true)
        {
            var list = await client.ListAsync<T>(default);
            if (isExpected(list.Items))
            {
                return list.Items;
            }

            await using var watch = await client.WatchAsync<T>(
                new WatchQuery { ResourceVersion = list.Metadata.ResourceVersion ?? "" }, default);
            await watch.ReadAsync(default);
        }
    }
}
