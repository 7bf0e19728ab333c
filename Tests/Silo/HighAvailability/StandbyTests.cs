using MetalOrleans.ApiServer;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.Silo.HighAvailability;

/// <summary>Two silos and one lease: the one that stands by knows everything, does nothing, and takes over fast.</summary>
[Trait("Invariant", "1, 2")]
public sealed class StandbyTests(ITestOutputHelper output)
{
    private static readonly TimeSpan _leaseDuration = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_standby_reads_everything_and_writes_nothing()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        await using var leader = await HostedSilo.StartAsync(server, lease: new LeaseOptions { Identity = "a" });
        await leader.ReachAsync(SiloStage.Active);
        var asked = new RequestLog();
        await using var standby = await HostedSilo.StartAsync(server, wrap: asked.Wrap, lease: new LeaseOptions { Identity = "b" });
        using var people = leader.NewClient();
        await CreateAsync(people, "pool", "10.0.0.0/31");
        await people.CreateAsync(NewService("web"), default);
        await leader.ComeToRestAsync();
        await standby.ReachAsync(SiloStage.Standby);

        await SeesAsync(standby, "pool");

        await standby.FollowAsync("a");
        Assert.Empty(asked.Take());
        Assert.False(standby.Parts.GetRequiredService<SiloTerm>().IsHeld);
    }

    [Fact]
    public async Task A_standby_takes_over_at_once_when_the_leader_stops()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        await using var leader = await HostedSilo.StartAsync(server, lease: new LeaseOptions { Identity = "a" });
        using var people = leader.NewClient();
        await CreateAsync(people, "pool", "10.0.0.0/31");
        await people.CreateAsync(NewService("first"), default);
        await leader.ComeToRestAsync();
        // It would look again after minutes: what makes it take over is that it sees the lease released.
        var patient = new LeaseOptions
        {
            Identity = "b",
            Duration = TimeSpan.FromMinutes(15),
            RenewDeadline = TimeSpan.FromMinutes(10),
            RetryPeriod = TimeSpan.FromMinutes(2),
        };
        await using var standby = await HostedSilo.StartAsync(server, lease: patient);
        await standby.ReachAsync(SiloStage.Standby);
        var term = leader.Parts.GetRequiredService<SiloTerm>().Number;

        var begin = TimeProvider.System.GetTimestamp();
        await leader.DisposeAsync();
        await standby.ReachAsync(SiloStage.Active);
        var taken = TimeProvider.System.GetElapsedTime(begin);
        await people.CreateAsync(NewService("second"), default);
        await standby.ComeToRestAsync();

        output.WriteLine($"taken over {taken.TotalMilliseconds:F0} ms after the leader was asked to stop");
        Assert.True(standby.Parts.GetRequiredService<SiloTerm>().Number > term, "terms grow");
        Assert.Equal<string>(["10.0.0.0", "10.0.0.1"], [await AddressAsync(people, "first"), await AddressAsync(people, "second")]);
    }

    [Fact]
    public async Task A_standby_waits_out_the_lease_of_a_leader_that_died()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        var leader = await HostedSilo.StartAsync(server, lease: Lease("a"));
        using var people = leader.NewClient();
        await CreateAsync(people, "pool", "10.0.0.0/31");
        await people.CreateAsync(NewService("first"), default);
        await leader.ComeToRestAsync();
        await using var standby = await HostedSilo.StartAsync(server, lease: Lease("b"));
        await standby.ReachAsync(SiloStage.Standby);
        var hold = leader.Parts.GetRequiredService<SiloTerm>();

        leader.Connection.Cut();
        await standby.ReachAsync(SiloStage.TakingOver, SiloStage.Active);
        var wasHeld = hold.IsHeld;
        await standby.ComeToRestAsync();
        await people.CreateAsync(NewService("second"), default);
        await standby.ComeToRestAsync();
        await leader.KillAsync();

        Assert.False(wasHeld, "the dead leader was sure of its lease when another took it");
        Assert.Equal<string>(["10.0.0.0", "10.0.0.1"], [await AddressAsync(people, "first"), await AddressAsync(people, "second")]);
    }

    [Fact]
    public async Task A_standby_whose_watches_lag_takes_nothing_away()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        await using var leader = await HostedSilo.StartAsync(server, lease: Lease("a"));
        await leader.ReachAsync(SiloStage.Active);
        await using var standby = await HostedSilo.StartAsync(
            server, wrap: inner => new DeafWatchHandler(inner, "ipaddresspools"), lease: Lease("b"));
        await standby.ReachAsync(SiloStage.Standby);
        using var people = leader.NewClient();
        await CreateAsync(people, "pool", "10.0.0.0/31");
        await people.CreateAsync(NewService("web"), default);
        await leader.ComeToRestAsync();
        Assert.Equal("10.0.0.0", await AddressAsync(people, "web"));
        Assert.Empty(standby.Parts.GetRequiredService<ClusterViewStore>().Current.Pools);

        await leader.DisposeAsync();
        await standby.ComeToRestAsync();

        // A Service whose address lies in no pool would lose it (S-049).
        Assert.Equal("10.0.0.0", await AddressAsync(people, "web"));
        Assert.Single(standby.Parts.GetRequiredService<ClusterViewStore>().Current.Pools);
    }

    private static LeaseOptions Lease(string identity) => new()
    {
        Identity = identity,
        Duration = _leaseDuration,
        RenewDeadline = TimeSpan.FromSeconds(4),
        RetryPeriod = TimeSpan.FromSeconds(0.5),
    };

    private static async Task SeesAsync(HostedSilo silo, string pool)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var views = silo.Parts.GetRequiredService<ClusterViewStore>();
        views.Observe((_, after) => Look(after));
        Look(views.Current);
        await seen.Task.WithinAsync("standing by", "the silo", $"the pool {pool} in its view");

        void Look(MetalOrleans.Domain.Configuration.ClusterView view)
        {
            if (view.Pools.ContainsKey(pool))
            {
                seen.TrySetResult();
            }
        }
    }

    private static Task CreateAsync(KubernetesClient people, string pool, string range) => people.CreateAsync(
        new IPAddressPool
        {
            Metadata = new ObjectMeta { Name = pool, Namespace = HostedSilo.Namespace },
            Spec = new IPAddressPoolSpec { Addresses = [range] },
        },
        default);

    private static Service NewService(string name) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default" },
        Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] },
    };

    private static async Task<string> AddressAsync(KubernetesClient people, string name) =>
        (await people.GetAsync<Service>(new ObjectKey("default", name), default)).Status?.LoadBalancer?.Ingress?.Single().IP ?? "";
}
