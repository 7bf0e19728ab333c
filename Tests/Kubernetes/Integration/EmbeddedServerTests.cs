using System.Text;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Leases;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.Kubernetes.Integration;

/// <summary>Client, list-watch and lease against the embedded API server.</summary>
public sealed class EmbeddedServerTests
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public async Task Every_verb_works_over_HTTPS_with_the_kubeconfig_that_the_server_writes()
    {
        await using var server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions { UseHttps = true, Tokens = new Dictionary<string, string> { ["secret"] = "admin" } }, Token);
        var path = Path.Combine(Directory.CreateTempSubdirectory("integration").FullName, "config");
        server.WriteKubeConfig(path);
        using var client = new KubernetesClient(KubeConfig.Load(path));

        var created = await client.CreateAsync(Service("web"), Token);
        var served = await client.UpdateStatusAsync(ServiceMapping.WithIngress(created, ["10.0.0.1"]), Token);
        Assert.Same(served, ServiceMapping.WithIngress(served, ["10.0.0.1"]));
        var labelled = await client.PatchAsync<Service>(
            ObjectKey.Of(created), Patch.Merge(Encoding.UTF8.GetBytes("""{"metadata":{"labels":{"a":"b"}}}""")), Token);
        Assert.Equal(["10.0.0.1"], ServiceMapping.ToIngressIPs(labelled).AsEnumerable());
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => client.UpdateAsync(created, Token))).IsConflict);
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => client.CreateAsync(Service("web"), Token))).IsAlreadyExists);
        var found = await client.ListAllAsync<Service>(new ListQuery { LabelSelector = "a=b", Limit = 1 }, Token);
        Assert.Equal("web", Assert.Single(found.Items).Metadata.Name);

        var wrongUid = new DeletePreconditions("another", null);
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => client.DeleteAsync<Service>(ObjectKey.Of(created), wrongUid, Token))).IsConflict);
        await client.DeleteAsync<Service>(ObjectKey.Of(created), DeletePreconditions.None, Token);
        Assert.Null(await client.FindAsync<Service>(ObjectKey.Of(created), Token));
    }

    [Fact]
    public async Task Pools_are_applied_and_their_status_is_written()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, Token);
        using var client = InProcess(server);
        var key = new ObjectKey("metallb-system", "first");
        var wanted = new IPAddressPool
        {
            Metadata = new ObjectMeta { Namespace = key.Namespace, Name = key.Name },
            Spec = new IPAddressPoolSpec { Addresses = ["10.0.0.0/24"] },
        };

        var applied = await client.PatchAsync<IPAddressPool>(key, Patch.Apply(wanted, "test", force: false), Token);
        var status = new IPAddressPoolStatus { AssignedIPv4 = 1, AvailableIPv4 = 255 };
        var counted = await client.UpdateStatusAsync(applied with { Status = status }, Token);

        Assert.Equal((1, 255), (counted.Status!.AssignedIPv4, counted.Status.AvailableIPv4));
        Assert.Equal(["10.0.0.0/24"], IPAddressPoolMapping.ToSpec(counted).Addresses.AsEnumerable());
    }

    // Whatever the server does to the watch, the store ends up with what the server has.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_store_converges_through_drops_expiries_replays_and_refusals(int seed)
    {
        var random = new Random(seed);
        var faults = new FaultPlan();
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Faults = faults, WatchHistory = 16 }, Token);
        using var client = new KubernetesClient(new KubernetesClientOptions { Server = server.Address });
        var options = new ListWatchOptions
        {
            Namespace = "default",
            PageLimit = 3,
            BackoffFirst = TimeSpan.FromMilliseconds(1),
            BackoffMax = TimeSpan.FromMilliseconds(20),
        };
        var listWatch = new ListWatch<Service>(client, options, TimeProvider.System, NullLogger.Instance);
        var store = new ResourceStore<Service>();
        var mirror = new Dictionary<ObjectKey, Service>();
        var goal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = new CancellationTokenSource();
        var run = listWatch.RunAsync(TakeAsync, stop.Token);
        await listWatch.WaitForSyncAsync(Token);

        for (var i = 0; i < 60; i++)
        {
            Spoil(random, faults, server);
            await ChangeAsync(client, random);
        }

        faults.Clear();
        // The last object marks the end: when it is seen, everything before it was.
        await client.CreateAsync(Service("zzz-last"), Token);
        await goal.Task.WithinAsync("converging", $"seed {seed}", "the last Service", () => listWatch.LastFailure ?? "no failure");

        var expected = (await client.ListAllAsync<Service>(new ListQuery { Namespace = "default" }, Token)).Items;
        Assert.Equal(Text(expected), Text(store.Objects.Values));
        Assert.Equal(Text(expected), Text(mirror.Values));
        await stop.CancelAsync();
        await run;

        ValueTask TakeAsync(ListWatchEvent<Service> told, CancellationToken token)
        {
            foreach (var change in store.Apply(told))
            {
                // The differences alone must tell the whole story too.
                if (change.After is null)
                {
                    mirror.Remove(change.Key);
                }
                else
                {
                    mirror[change.Key] = change.After;
                }
            }

            if (store.Find(new ObjectKey("default", "zzz-last")) is not null)
            {
                goal.TrySetResult();
            }

            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task A_released_lease_goes_to_the_next_candidate_with_a_higher_term()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, Token);
        using var client = InProcess(server);
        var (first, firstHold, stopFirst) = Run(client, "first", clock);
        var before = await firstHold.WithinAsync("leading", "first", "the lease");
        var (second, secondHold, stopSecond) = Run(client, "second", clock);

        await stopFirst.CancelAsync();
        await first;
        while (!secondHold.IsCompleted)
        {
            await Task.WhenAny(secondHold, clock.WaitForTimersAsync());
            clock.AdvanceToNextTimer();
        }

        Assert.True((await secondHold).Term > before.Term);
        await stopSecond.CancelAsync();
        await second;
        Assert.Equal("", (await client.GetAsync<Lease>(new ObjectKey("default", "silo"), Token)).Spec!.HolderIdentity);
        stopFirst.Dispose();
        stopSecond.Dispose();
    }

    private static KubernetesClient InProcess(EmbeddedApiServer server) =>
        new(new KubernetesClientOptions { Server = server.Address, Transport = server.CreateHandler() });

    private static (Task Run, Task<LeaseHold> Hold, CancellationTokenSource Stop) Run(KubernetesClient client, string identity, TimeProvider clock)
    {
        var options = new LeaderLeaseOptions { Namespace = "default", Name = "silo", Identity = identity };
        var held = new TaskCompletionSource<LeaseHold>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stop = new CancellationTokenSource();
        var run = new LeaderLease(client, options, clock, NullLogger.Instance).RunAsync(
            async (hold, token) =>
            {
                held.TrySetResult(hold);
                var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = token.Register(ended.SetResult);
                await ended.Task;
            },
            stop.Token);
        return (run, held.Task, stop);
    }

    private static void Spoil(Random random, FaultPlan faults, EmbeddedApiServer server)
    {
        switch (random.Next(10))
        {
            case 0:
                faults.Add(new Fault { Verb = "watch", Resource = "services", DropAfterEvents = random.Next(3) });
                server.EndWatches();
                break;

            case 1:
                faults.Add(new Fault { Verb = "watch", Resource = "services", ExpireAfterEvents = random.Next(3) });
                server.EndWatches();
                break;

            case 2:
                faults.Add(new Fault { Verb = "watch", Resource = "services", ReplayHistory = true });
                server.EndWatches();
                break;

            case 3:
                faults.Add(new Fault { Verb = "list", Resource = "services", Status = random.Next(2) == 0 ? 500 : 429 });
                server.ForgetHistory();
                server.EndWatches();
                break;

            case 4:
                faults.Add(new Fault { Verb = "watch", Resource = "services", DropConnection = true });
                server.EndWatches();
                break;

            case 5:
                server.ForgetHistory();
                break;
        }
    }

    private static async Task ChangeAsync(KubernetesClient client, Random random)
    {
        var key = new ObjectKey("default", $"s{random.Next(8)}");
        var existing = await client.FindAsync<Service>(key, Token);
        if (existing is null)
        {
            await client.CreateAsync(Service(key.Name), Token);
        }
        else if (random.Next(3) == 0)
        {
            await client.DeleteAsync<Service>(key, DeletePreconditions.None, Token);
        }
        else
        {
            var annotations = new Dictionary<string, string> { ["count"] = $"{random.Next()}" };
            await client.UpdateAsync(existing with { Metadata = existing.Metadata with { Annotations = annotations } }, Token);
        }
    }

    private static string Text(IEnumerable<Service> services) => string.Join(
        ' ',
        services.Select(service => $"{service.Metadata.Name}@{service.Metadata.ResourceVersion}").Order(StringComparer.Ordinal));

    private static Service Service(string name) => new()
    {
        Metadata = new ObjectMeta { Namespace = "default", Name = name },
        Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] },
    };
}
