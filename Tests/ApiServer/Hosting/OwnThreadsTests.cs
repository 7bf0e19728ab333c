using System.Collections.Concurrent;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Admission;

namespace MetalOrleans.Tests.ApiServer.Hosting;

public sealed class OwnThreadsTests
{
    [Fact]
    public async Task A_server_with_threads_of_its_own_works_on_no_other()
    {
        var threads = new ConcurrentBag<string?>();
        await using var api = await ApiClient.StartAsync(new ApiServerOptions
        {
            OwnThreads = 2,
            Admission = async (attempt, _) =>
            {
                var before = Thread.CurrentThread.Name;
                await Task.Yield();
                if (attempt.Resource == "ipaddresspools")
                {
                    threads.Add(before);
                    threads.Add(Thread.CurrentThread.Name);
                }

                return AdmissionVerdict.Allowed;
            },
        });
        using var watch = await api.WatchAsync($"{ApiClient.Pools}?watch=true");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
            (await api.PostAsync(ApiClient.Pools, ApiClient.Pool($"pool-{number}", $"10.0.{number}.0/24"))).Expect(201)));

        for (var number = 0; number < 20; number++)
        {
            Assert.StartsWith("ADDED pool-", await watch.NextNameAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(40, threads.Count);
        Assert.All(threads, name => Assert.Equal("API server", name));
    }
}
