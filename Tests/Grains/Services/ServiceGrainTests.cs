using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Grains.Interfaces.Pools;
using MetalOrleans.Grains.Interfaces.Services;
using MetalOrleans.Grains.Services;
using MetalOrleans.Tests.Domain.Support;
using MetalOrleans.Tests.Grains.Support;

namespace MetalOrleans.Tests.Grains.Services;

public sealed class ServiceGrainTests : IAsyncLifetime
{
    private const string Range = "192.168.1.240-192.168.1.241";
    private static readonly ServiceKey Nginx = new("default", "nginx");
    private static readonly ServiceKey Other = new("default", "other");
    private static readonly ServiceKey Third = new("default", "third");
    private static readonly ServiceEndpoints Endpoints = new(true, ["node1", "node2"]);

    private GrainHost _host = null!;

    public async Task InitializeAsync() => _host = await GrainHost.StartAsync(GrainHost.View(Range, "node1", "node2"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Gets_the_lowest_free_address_a_status_an_annotation_and_an_event()
    {
        var result = await ReconcileAsync(_host.Services.Put(NewService(Nginx)));

        // S-020, S-022, S-053
        Assert.Equal(ReconciliationOutcome.Converged, result.Outcome);
        Assert.Equal<string>(["192.168.1.240"], _host.Services[Nginx].IngressIPs);
        Assert.Equal("first-pool", _host.Services[Nginx].Annotations["metallb.io/ip-allocated-from-pool"]);
        Assert.Contains((Nginx, "IPAllocated"), _host.Services.Events);
    }

    [Fact]
    public async Task Is_announced_by_exactly_one_node_once_its_status_is_written()
    {
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));

        var address = await _host.Grains.GetGrain<IAddressGrain>("192.168.1.240").DescribeAsync(default);
        var orders = new Dictionary<string, int>();
        foreach (var node in new[] { "node1", "node2" })
        {
            var description = await _host.Grains.GetGrain<INodeGrain>(node).DescribeAsync(default);
            orders[node] = description.Desired.Length;
        }

        Assert.NotNull(address.Announcer);
        Assert.Equal(1, orders[address.Announcer]);
        Assert.Equal(1, orders.Values.Sum());
        Assert.Contains((Nginx, $"nodeAssigned:{address.Announcer}"), _host.Services.Events);
    }

    [Fact]
    public async Task A_Service_that_moves_to_another_address_is_announced_there_and_no_more_where_it_was() // L-102
    {
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));
        var held = _host.Services[Nginx];

        await ReconcileAsync(_host.Services.Put(
            held with { Annotations = held.Annotations.SetItem("metallb.io/loadBalancerIPs", "192.168.1.241") }));

        var before = await _host.Grains.GetGrain<IAddressGrain>("192.168.1.240").DescribeAsync(default);
        var after = await _host.Grains.GetGrain<IAddressGrain>("192.168.1.241").DescribeAsync(default);
        Assert.Null(before.Announcer);
        Assert.Equal("NoService", before.Refusal);
        Assert.NotNull(after.Announcer);
        Assert.Equal<ServiceKey>([Nginx], after.Services);
    }

    [Fact]
    public async Task A_second_pass_over_the_result_writes_nothing_and_orders_nothing()
    {
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));
        var events = _host.Services.Events.Count;
        var epoch = (await _host.Grains.GetGrain<IAddressGrain>("192.168.1.240").DescribeAsync(default)).Epoch;

        await ReconcileAsync(_host.Services[Nginx]);

        // invariant 10
        Assert.Equal(1, _host.Services.Writes);
        Assert.Equal(events, _host.Services.Events.Count);
        Assert.Equal(epoch, (await _host.Grains.GetGrain<IAddressGrain>("192.168.1.240").DescribeAsync(default)).Epoch);
    }

    [Fact]
    public async Task A_conflict_announces_nothing_and_the_repeated_pass_gets_the_same_address()
    {
        var service = _host.Services.Put(NewService(Nginx));
        _host.Services.NextOutcomes.Enqueue(StatusWriteOutcome.Conflict);

        var first = await ReconcileAsync(service);
        var announcedMeanwhile = (await _host.Grains.GetGrain<IAddressGrain>("192.168.1.240").DescribeAsync(default)).Announcer;
        await ReconcileAsync(_host.Services.Put(NewService(Other)));
        await ReconcileAsync(service);

        // S-060: the address is not given to somebody else between the two passes.
        Assert.Equal(ReconciliationOutcome.Conflict, first.Outcome);
        Assert.Null(announcedMeanwhile);
        Assert.Equal<string>(["192.168.1.240"], _host.Services[Nginx].IngressIPs);
        Assert.Equal<string>(["192.168.1.241"], _host.Services[Other].IngressIPs);
    }

    [Fact]
    public async Task A_service_that_finds_no_address_is_refused_with_an_event_once_and_gets_the_next_one_that_is_freed()
    {
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));
        await ReconcileAsync(_host.Services.Put(NewService(Other)));
        var waiting = _host.Services.Put(NewService(Third));

        var refused = await ReconcileAsync(waiting);
        await ReconcileAsync(waiting);
        _host.Services.Delete(Nginx);
        var freedIn = await _host.Grains.GetGrain<IServiceGrain>(Nginx.ToString()).ForgetAsync(default);
        await ReconcileAsync(waiting);

        // S-053, A-064, T-110
        Assert.Equal(ReconciliationOutcome.Refused, refused.Outcome);
        Assert.Single(_host.Services.Events, happened => happened == (Third, "AllocationFailed"));
        Assert.Equal<string>(["first-pool"], refused.WaitsFor);
        Assert.Equal<string>(["first-pool"], freedIn);
        Assert.Equal<string>(["192.168.1.240"], _host.Services[Third].IngressIPs);
    }

    [Fact]
    public async Task An_address_that_a_service_leaves_is_free_only_when_its_status_says_so()
    {
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));
        var wish = _host.Services.Put(_host.Services[Nginx].Annotated("metallb.io/loadBalancerIPs", "192.168.1.241"));
        _host.Services.NextOutcomes.Enqueue(StatusWriteOutcome.Failed);

        await ReconcileAsync(wish);
        var tooEarly = await ReconcileAsync(_host.Services.Put(NewService(Other)));
        var moved = await ReconcileAsync(wish);
        await ReconcileAsync(_host.Services[Other]);

        // Invariant 1: the failed write may have been stored.
        Assert.Equal(ReconciliationOutcome.Refused, tooEarly.Outcome);
        Assert.NotEmpty(moved.FreedIn);
        Assert.Equal<string>(["192.168.1.241"], _host.Services[Nginx].IngressIPs);
        Assert.Equal<string>(["192.168.1.240"], _host.Services[Other].IngressIPs);
    }

    [Fact]
    public async Task A_pass_over_a_stale_service_frees_nothing()
    {
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));
        var stale = _host.Services[Nginx];
        await ReconcileAsync(_host.Services.Put(stale.Annotated("metallb.io/loadBalancerIPs", "192.168.1.241")));

        var replayed = await ReconcileAsync(stale);
        var other = await ReconcileAsync(_host.Services.Put(
            NewService(Other).Annotated("metallb.io/loadBalancerIPs", "192.168.1.241")));

        // Invariants 1 and 2, W-113
        Assert.Equal(ReconciliationOutcome.Conflict, replayed.Outcome);
        Assert.Equal(ReconciliationOutcome.Refused, other.Outcome);
        Assert.Equal<string>(["192.168.1.241"], _host.Services[Nginx].IngressIPs);
    }

    [Fact]
    public async Task A_pool_that_takes_over_addresses_knows_who_has_them()
    {
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));
        _host.Views.Current = _host.Views.Current with
        {
            Pools = _host.Views.Current.Pools.Add("second", GrainHost.Pool("second", "10.0.0.0/31")),
        };
        await ReconcileAsync(_host.Services.Put(NewService(Third).Annotated("metallb.io/address-pool", "second")));
        _host.Views.Current = _host.Views.Current with
        {
            Pools = _host.Views.Current.Pools.Remove("first-pool").SetItem("second", GrainHost.Pool("second", Range)),
        };

        await ReconcileAsync(_host.Services.Put(NewService(Other)));
        await ReconcileAsync(_host.Services[Nginx]);

        // Invariants 1 and 2
        Assert.Equal<string>(["192.168.1.241"], _host.Services[Other].IngressIPs);
        Assert.Equal<string>(["192.168.1.240"], _host.Services[Nginx].IngressIPs);
    }

    [Fact]
    public async Task A_decision_is_carried_out_as_made_although_a_better_address_became_free()
    {
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));
        var waiting = _host.Services.Put(NewService(Other));
        await _host.Grains.GetGrain<IServiceGrain>(Other.ToString()).DecideAsync(waiting, default);
        _host.Services.Delete(Nginx);
        await _host.Grains.GetGrain<IServiceGrain>(Nginx.ToString()).ForgetAsync(default);

        await ReconcileAsync(waiting);

        Assert.Equal<string>(["192.168.1.241"], _host.Services[Other].IngressIPs);
    }

    [Fact]
    public async Task A_service_that_is_forgotten_is_announced_no_more()
    {
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));

        await _host.Grains.GetGrain<IServiceGrain>(Nginx.ToString()).ForgetAsync(default);

        var address = await _host.Grains.GetGrain<IAddressGrain>("192.168.1.240").DescribeAsync(default);
        Assert.Null(address.Announcer);
        Assert.Empty(address.Services);
        Assert.Equal("NoService", address.Refusal);
    }

    [Fact]
    public async Task An_address_held_before_the_silo_started_is_never_given_to_a_service_that_comes_first()
    {
        // W-103: the pool has to learn of the holder from the Services' own status.
        _host.Services.Put(NewService(Nginx) with { IngressIPs = ["192.168.1.240"] });

        await ReconcileAsync(_host.Services.Put(NewService(Other)));

        Assert.Equal<string>(["192.168.1.241"], _host.Services[Other].IngressIPs);
        var usage = await _host.Grains.GetGrain<IAddressPoolGrain>("first-pool").UsageAsync(default);
        Assert.Equal(2, usage.AssignedIPv4);
        Assert.Equal(0, usage.AvailableIPv4);
    }

    [Fact]
    public async Task An_address_that_moves_to_another_pool_by_an_edit_is_not_given_away_before_its_holder_has_its_pass()
    {
        var view = _host.Views.Current;
        var other = GrainHost.Pool("other-pool", "10.0.0.1-10.0.0.1");
        _host.Views.Current = view with { Pools = view.Pools.Add("other-pool", other) };
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));
        await ReconcileAsync(_host.Services.Put(NewService(Other)));
        await ReconcileAsync(_host.Services.Put(NewService(Third)));

        // A-060, W-103, invariant 2: the other pool had learned of its holders before the edit.
        _host.Views.Current = view with
        {
            Pools = view.Pools.SetItem("first-pool", GrainHost.Pool("first-pool", "192.168.1.241-192.168.1.241"))
                .Add("other-pool", GrainHost.Pool("other-pool", "192.168.1.240-192.168.1.240")),
        };
        var early = await ReconcileAsync(_host.Services.Put(NewService(new ServiceKey("default", "early"))));
        await ReconcileAsync(_host.Services[Nginx]);

        Assert.Equal(ReconciliationOutcome.Refused, early.Outcome);
        Assert.Equal<string>(["192.168.1.240"], _host.Services[Nginx].IngressIPs);
        Assert.Equal("other-pool", _host.Services[Nginx].Annotations["metallb.io/ip-allocated-from-pool"]);
    }

    [Fact]
    public async Task A_service_that_is_deleted_before_its_first_pass_holds_nothing()
    {
        _host.Services.Put(NewService(Nginx) with { IngressIPs = ["192.168.1.240"] });
        await ReconcileAsync(_host.Services.Put(NewService(Other)));

        _host.Services.Delete(Nginx);
        var freedIn = await _host.Grains.GetGrain<IServiceGrain>(Nginx.ToString()).ForgetAsync(default);
        await ReconcileAsync(_host.Services.Put(NewService(Third)));

        Assert.Equal<string>(["first-pool"], freedIn);
        Assert.Equal<string>(["192.168.1.240"], _host.Services[Third].IngressIPs);
    }

    [Fact]
    public async Task A_service_that_stops_being_a_load_balancer_loses_status_address_and_announcement()
    {
        await ReconcileAsync(_host.Services.Put(NewService(Nginx)));

        var result = await ReconcileAsync(_host.Services.Put(_host.Services[Nginx] with { IsLoadBalancer = false }));

        // S-001
        Assert.Empty(_host.Services[Nginx].IngressIPs);
        Assert.DoesNotContain("metallb.io/ip-allocated-from-pool", _host.Services[Nginx].Annotations.Keys);
        Assert.Equal<string>(["first-pool"], result.FreedIn);
        Assert.Null((await _host.Grains.GetGrain<IAddressGrain>("192.168.1.240").DescribeAsync(default)).Announcer);
    }

    [Fact]
    public async Task Two_services_that_converge_at_the_same_time_never_get_the_same_address()
    {
        // invariant 1
        await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => ReconcileAsync(_host.Services.Put(NewService(new ServiceKey("default", $"s{i}"))))));

        var held = Enumerable.Range(0, 40).SelectMany(i => _host.Services[new ServiceKey("default", $"s{i}")].IngressIPs).ToArray();
        Assert.Equal(2, held.Length);
        Assert.Equal(2, held.Distinct().Count());
    }

    private static ServiceView NewService(ServiceKey key) => new()
    {
        Key = key,
        IsLoadBalancer = true,
        ClusterIPs = ["10.96.0.10"],
        Ports = [new ServicePort("TCP", 80)],
    };

    private Task<ServiceReconciliation> ReconcileAsync(ServiceView service) =>
        _host.Grains.GetGrain<IServiceGrain>(service.Key.ToString()).ReconcileAsync(service, Endpoints, default);
}
