using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Services;

/// <summary>What reservations, policies and several addresses of a family mean for a convergence.</summary>
public sealed class KeepingConvergenceTests
{
    private static readonly AddressPool _a = Given.Pool("a", "10.0.0.0/29", "fc00:a::/125");
    private static readonly AddressPool _b = Given.Pool("b", "10.0.1.0/29", "fc00:b::/125") with { AutoAssign = false };
    private static readonly AddressPool _c = Given.Pool("c", "10.0.2.0/29");

    [Fact]
    public void A_reservation_comes_before_every_other_pool_given_automatically_or_not()
    {
        var harness = Harness(_a, _b);
        harness.View = harness.View with { Reservations = Reserved("b", "10.0.1.5") };

        var outcome = harness.Converge(Given.Service());

        Assert.Equal("10.0.1.5", Text(outcome));
        Assert.Equal("b", outcome.Pool);
        Assert.Equal("10.0.0.0", Text(harness.Converge(Given.Service("other"))));
    }

    [Fact]
    public void A_reservation_that_is_used_up_leaves_the_Service_to_the_other_pools()
    {
        var harness = Harness(_a, _b);
        harness.View = harness.View with
        {
            Reservations = ReservationSet.Of(
                [Reserved("b", "10.0.1.5").ByName["r"] with { Service = null, Namespaces = ["default"] }]),
        };
        harness.Converge(Given.Service());

        Assert.Equal("10.0.0.0", Text(harness.Converge(Given.Service("other"))));
    }

    [Fact]
    public void What_all_pools_object_to_is_said()
    {
        var harness = Harness(_a, _c);
        harness.View = WithPolicy(harness.View, "a", PoolState.Frozen) with { Reservations = Reserved("c", "10.0.2.0/29") };

        var outcome = harness.Converge(Given.Service("other"));

        Assert.Equal(
            "Failed to allocate IP for \"default/other\": no available IPs: pool \"a\" is frozen by PoolPolicy \"policy\", it gives "
            + "no new address; no available IPs in pool c, the rest is reserved by IPReservation \"r\"",
            Assert.Single(outcome.Events).Message);
    }

    [Fact]
    public void A_frozen_pool_keeps_what_is_assigned_and_gives_no_second_family()
    {
        var harness = Harness(_a);
        var service = harness.Settle(Given.Service());
        harness.View = WithPolicy(harness.View, "a", PoolState.Frozen);

        var outcome = harness.Converge(service.DualStack(IPFamilyPolicy.PreferDualStack));

        Assert.Equal("10.0.0.0", Text(outcome));
        Assert.Contains("is frozen", Assert.Single(outcome.Events).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Service_leaves_a_draining_pool_for_one_with_room_and_stays_otherwise()
    {
        var harness = Harness(_a, _b, _c);
        var service = harness.Settle(Given.Service());
        var dual = harness.Settle(Given.Service("dual").DualStack(IPFamilyPolicy.RequireDualStack));
        harness.View = WithPolicy(harness.View, "a", PoolState.Draining);

        var moved = harness.Converge(service);
        var stayed = harness.Converge(dual);

        // b is not given automatically, c has no IPv6 addresses.
        Assert.Equal("10.0.2.0", Text(moved));
        Assert.Equal("10.0.0.1 fc00:a::", Text(stayed));
        Assert.False(stayed.ChangesService);
        Assert.Equal(ServiceEventReason.PoolDrained, Assert.Single(moved.Events).Reason);
        Assert.Equal(ServiceEventReason.PoolDrainBlocked, Assert.Single(stayed.Events).Reason);
        Assert.DoesNotContain(service.Key, harness.Ledger("a").Services);
    }

    [Theory]
    [InlineData(ServiceAnnotations.AddressPool, "a")]
    [InlineData(ServiceAnnotations.LoadBalancerIPs, "10.0.0.0")]
    [InlineData(ServiceAnnotations.KeepAddress, "true")]
    public void A_Service_that_asks_for_what_it_has_does_not_move(string key, string value)
    {
        var harness = Harness(_a, _c);
        var service = harness.Settle(Given.Service()).Annotated(key, value);
        harness.View = WithPolicy(harness.View, "a", PoolState.Draining);

        Assert.False(harness.Converge(service).ChangesService);
    }

    [Fact]
    public void Sharing_Services_move_and_share_again()
    {
        var harness = Harness(_a, _c);
        var first = harness.Settle(Given.Service("x").Annotated(ServiceAnnotations.AllowSharedIP, "k"));
        var second = harness.Settle(
            Given.Service("y").Annotated(ServiceAnnotations.AllowSharedIP, "k") with { Ports = [new ServicePort("TCP", 81)] });
        Assert.Equal(first.IngressIPs.AsEnumerable(), second.IngressIPs);
        harness.View = WithPolicy(harness.View, "a", PoolState.Draining);

        Assert.Equal("10.0.2.0", Text(harness.Converge(first)));
        Assert.Equal("10.0.2.0", Text(harness.Converge(second)));
    }

    [Theory]
    [InlineData("2", "10.0.0.0 10.0.0.1")]
    [InlineData("1", "10.0.0.0")]
    [InlineData("0", "10.0.0.0")]
    [InlineData("17", "10.0.0.0")]
    [InlineData("many", "10.0.0.0")]
    public void Gets_as_many_addresses_of_a_family_as_it_asks_for(string count, string addresses)
    {
        var outcome = Harness(_a).Converge(Given.Service().Annotated(ServiceAnnotations.AddressesPerFamily, count));

        Assert.Equal(addresses, Text(outcome));
        Assert.Equal(
            count.Length > 1 || count == "0", outcome.Events.Any(e => e.Reason == ServiceEventReason.InvalidAddressCount));
    }

    [Fact]
    public void Gets_as_many_of_both_families_IPv4_first() => Assert.Equal(
        "10.0.0.0 10.0.0.1 fc00:a:: fc00:a::1",
        Text(Harness(_a).Converge(
            Given.Service().DualStack(IPFamilyPolicy.RequireDualStack).Annotated(ServiceAnnotations.AddressesPerFamily, "2"))));

    [Fact]
    public void More_addresses_join_and_fewer_stay_in_their_order()
    {
        var harness = Harness(_a);
        var service = harness.Settle(Given.Service());
        var other = harness.Settle(Given.Service("other"));

        service = harness.Settle(service.Annotated(ServiceAnnotations.AddressesPerFamily, "3"));
        Assert.Equal<string>(["10.0.0.0", "10.0.0.2", "10.0.0.3"], service.IngressIPs);
        Assert.False(harness.Converge(service).ChangesService);

        service = harness.Settle(service.Annotated(ServiceAnnotations.AddressesPerFamily, "2"));
        Assert.Equal<string>(["10.0.0.0", "10.0.0.2"], service.IngressIPs);
        Assert.Equal(2 + other.IngressIPs.Length, harness.Ledger("a").Addresses.Count());
    }

    [Fact]
    public void Keeps_what_it_has_when_there_are_no_more()
    {
        var harness = Harness(_a);
        var service = harness.Settle(Given.Service());

        var outcome = harness.Converge(service.Annotated(ServiceAnnotations.AddressesPerFamily, "9"));

        Assert.Equal("10.0.0.0", Text(outcome));
        Assert.Equal(
            "cannot assign 9 addresses of each family: no available IPs in pool a for ipv4 IPFamily",
            Assert.Single(outcome.Events).Message);
        Assert.Equal(["a"], outcome.WaitsFor);
    }

    [Fact]
    public void A_returning_Service_is_led_to_the_pool_that_holds_its_address()
    {
        var harness = Harness(_a, _c);
        harness.View = WithPolicy(harness.View, "c", PoolState.Active, TimeSpan.FromMinutes(1));
        var service = harness.Settle(Given.Service().Annotated(ServiceAnnotations.AddressPool, "c"));
        harness.Forget(service.Key, TimeSpan.FromMinutes(1));

        Assert.Equal("10.0.0.0", Text(harness.Converge(Given.Service("other"))));
        Assert.Equal("10.0.2.0", Text(harness.Converge(Given.Service())));

        harness.Forget(service.Key, TimeSpan.FromMinutes(1));
        harness.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("10.0.0.1", Text(harness.Converge(Given.Service())));
    }

    private static ConvergenceHarness Harness(params AddressPool[] pools) => new(pools);

    private static string Text(ConvergenceOutcome outcome) => string.Join(' ', outcome.Addresses);

    private static ReservationSet Reserved(string pool, string range) => ReservationSet.Of(
    [
        new IPReservation
        {
            Name = "r",
            Pool = pool,
            Service = new ServiceKey("default", "web"),
            Ranges = [range.Contains('/', StringComparison.Ordinal) ? Given.Range(range) : Given.Range($"{range}/32")],
        },
    ]);

    private static ClusterView WithPolicy(ClusterView view, string pool, PoolState state, TimeSpan holdFor = default) => view with
    {
        PoolPolicies = view.PoolPolicies.SetItem(
            pool, new PoolPolicy { Name = "policy", Pool = pool, State = state, HoldFor = holdFor }),
    };
}
