using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Services;

/// <summary>The convergence table of the reference, section 2.4, row by row.</summary>
public sealed class ServiceConvergenceTests
{
    private const string Pool = ServiceAnnotations.AddressPool;
    private const string IPs = ServiceAnnotations.LoadBalancerIPs;
    private const string Sharing = ServiceAnnotations.AllowSharedIP;

    private static readonly AddressPool _a = Given.Pool("a", "10.0.0.0/30");
    private static readonly AddressPool _b = Given.Pool("b", "10.0.1.0/30");
    private static readonly AddressPool _dual = Given.Pool("dual", "10.0.2.0/30", "fc00::/126");

    [Fact]
    public void Allocates_for_a_Service_that_has_nothing() // S-044, S-053, S-022
    {
        var outcome = new ConvergenceHarness(_a).Converge(Given.Service());

        AssertAssigned(outcome, "a", "10.0.0.0");
        AssertEvents(outcome, "Normal IPAllocated Assigned IP [\"10.0.0.0\"]");
        Assert.Equal("a", outcome.AnnotationChanges[ServiceAnnotations.AllocatedFromPool]);
        Assert.True(outcome.ChangesService);
        Assert.Empty(outcome.Releases);
        Assert.Empty(outcome.FreedIn);
        Assert.Empty(outcome.WaitsFor);
    }

    [Fact]
    public void A_second_pass_changes_nothing() // S-061, invariant 10
    {
        var harness = new ConvergenceHarness(_a);
        var settled = harness.Settle(Given.Service());

        var outcome = harness.Converge(settled);

        AssertAssigned(outcome, "a", "10.0.0.0");
        AssertEvents(outcome);
        Assert.False(outcome.ChangesService);
        Assert.Equal(["a: 10.0.0.0"], harness.Questions);
    }

    [Fact]
    public void Another_type_loses_its_addresses() // S-001, S-040
    {
        var service = Given.Service().Having("a", "10.0.0.1") with { IsLoadBalancer = false };

        var outcome = new ConvergenceHarness(_a).Converge(service);

        AssertCleared(outcome, refusal: null);
        Assert.Null(outcome.AnnotationChanges[ServiceAnnotations.AllocatedFromPool]);
        Assert.Equal(["a"], outcome.Releases);
        Assert.Equal(["a"], outcome.FreedIn);
        AssertEvents(outcome);
    }

    [Fact]
    public void Without_pools_everything_is_cleared() => // S-041, A-061
        AssertCleared(
            new ConvergenceHarness().Converge(Given.Service().Having("a", "10.0.0.1")), ConvergenceRefusal.NoPools);

    [Fact]
    public void Without_a_cluster_IP_everything_is_cleared() // S-042
    {
        var service = Given.Service().Having("a", "10.0.0.1");
        var harness = new ConvergenceHarness(_a);

        AssertCleared(harness.Converge(service with { ClusterIPs = [] }), ConvergenceRefusal.NoClusterIPs);
        AssertCleared(harness.Converge(service with { ClusterIPs = [""] }), ConvergenceRefusal.NoClusterIPs);
    }

    [Fact]
    public void RequireDualStack_needs_two_cluster_IPs() // S-043, Q-12
    {
        var service = Given.Service().Having("a", "10.0.0.1") with { IPFamilyPolicy = IPFamilyPolicy.RequireDualStack };

        var outcome = new ConvergenceHarness(_a).Converge(service);

        AssertCleared(outcome, ConvergenceRefusal.NotEnoughClusterIPs);
        AssertEvents(
            outcome,
            "Warning not enough clusterips Service requires dual stack but not enough clusterips [10.96.0.1]");
    }

    [Theory] // S-045
    [InlineData("nonsense", "IPFamilyForAddresses: Invalid address [\"nonsense\"]")]
    [InlineData("10.0.0.1 10.0.0.2", "IPFamilyForAddresses: same address family [\"10.0.0.1\" \"10.0.0.2\"]")]
    [InlineData("1.1.1.1 ::1 ::2", "IPFamilyForAddresses: invalid ips length 3 [\"1.1.1.1\" \"::1\" \"::2\"]")]
    public void An_unreadable_status_is_replaced(string ingress, string why)
    {
        var service = Given.Service() with { IngressIPs = [.. ingress.Split(' ')] };

        var outcome = new ConvergenceHarness(_a).Converge(service);

        AssertAssigned(outcome, "a", "10.0.0.0");
        AssertEvents(
            outcome,
            $"Warning nolbIPsIPFamily Failed to retrieve LBIPs IPFamily for {why[why.IndexOf('[')..]}: {why}",
            "Normal IPAllocated Assigned IP [\"10.0.0.0\"]");
    }

    [Fact]
    public void Unknown_cluster_families_leave_everything_as_it_is() // S-046
    {
        var service = Given.Service().Having("a", "10.0.0.1") with { ClusterIPs = ["None"] };

        var outcome = new ConvergenceHarness(_a).Converge(service);

        AssertKept(outcome, ConvergenceRefusal.UnknownClusterFamily, "10.0.0.1");
        AssertEvents(
            outcome,
            "Warning noclusterIPsIPFamily Failed to retrieve ClusterIPs IPFamily for [\"None\"] None: "
            + "IPFamilyForAddresses: Invalid address [\"None\"]");
    }

    [Fact]
    public void What_is_kept_is_announced_only_from_a_pool() // S-046, L-100
    {
        var service = Given.Service().Having("a", "10.0.0.1") with { ClusterIPs = ["None"] };

        var owned = new ConvergenceHarness(_a).Converge(service);
        var stray = new ConvergenceHarness(_b).Converge(service);

        Assert.Equal(("a", "10.0.0.1"), (owned.Pool, owned.Addresses[0].ToString()));
        Assert.Null(stray.Pool);
        Assert.Empty(stray.Addresses);
        AssertKept(stray, ConvergenceRefusal.UnknownClusterFamily, "10.0.0.1");
    }

    [Fact]
    public void Without_addresses_unknown_cluster_families_are_a_failed_allocation() // S-011, S-053
    {
        var outcome = new ConvergenceHarness(_a).Converge(Given.Service() with { ClusterIPs = ["None"] });

        AssertCleared(outcome, ConvergenceRefusal.AllocationFailed);
        AssertEvents(
            outcome,
            "Warning AllocationFailed Failed to allocate IP for \"default/web\": "
            + "IPFamilyForAddresses: Invalid address [\"None\"]");
    }

    [Fact]
    public void Another_family_is_allocated_anew_in_the_same_pass() // S-047
    {
        var service = Given.Service().Having("dual", "10.0.2.1") with { ClusterIPs = ["fd00:96::1"] };
        var harness = new ConvergenceHarness(_dual);

        var outcome = harness.Converge(service);

        AssertAssigned(outcome, "dual", "fc00::");
        AssertEvents(outcome, "Normal IPAllocated Assigned IP [\"fc00::\"]");
    }

    public static TheoryData<AddressPool[], string> PoolsThatNoLongerFit => new()
    {
        { [_b], "[\"10.0.0.1\"] is not allowed in config" },
        { [Given.Pool("a", "10.0.0.2/31"), _b], "[\"10.0.0.1\"] is not allowed in config" },
        {
            [_a with { ServiceAllocation = new ServiceAllocation { Namespaces = ["other"] } }, _b],
            "pool a not compatible for ip assignment"
        },
    };

    [Theory] // S-048, A-061
    [MemberData(nameof(PoolsThatNoLongerFit))]
    public void Addresses_that_may_not_stay_are_replaced_in_the_same_pass(AddressPool[] pools, string why)
    {
        var outcome = new ConvergenceHarness(pools.Reverse().ToArray()).Converge(Given.Service().Having("a", "10.0.0.1"));

        Assert.True(outcome.ChangesService);
        Assert.Equal(
            $"current IP for \"default/web\" not allowed by config, will attempt for new IP assignment: {why}",
            outcome.Events[0].Message);
        Assert.Equal((ServiceEventType.Normal, "ClearAssignment"), (outcome.Events[0].Type, outcome.Events[0].Reason));
        Assert.Equal("IPAllocated", outcome.Events[1].Reason);
    }

    [Fact]
    public void A_conflict_over_an_address_is_lost_by_who_comes_second() // S-048, invariant 1
    {
        var harness = new ConvergenceHarness(_a);
        harness.Settle(Given.Service("first").Having("a", "10.0.0.1"));

        var outcome = harness.Converge(Given.Service("second").Having("a", "10.0.0.1"));

        AssertAssigned(outcome, "a", "10.0.0.0");
        Assert.EndsWith(": existing service does not allow sharing", outcome.Events[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_pool_asked_for_moves_the_Service_and_releases_the_old_one() // S-049
    {
        var harness = new ConvergenceHarness(_a, _b);
        var settled = harness.Settle(Given.Service());

        var outcome = harness.Converge(settled.Annotated(Pool, "b"));

        AssertAssigned(outcome, "b", "10.0.1.0");
        AssertEvents(outcome, "Normal IPAllocated Assigned IP [\"10.0.1.0\"]");
        Assert.Equal(["a"], outcome.Releases);
        Assert.Equal(["a"], outcome.FreedIn);
        Assert.Empty(harness.Ledger("a").Services);
    }

    [Fact]
    public void Malformed_wishes_leave_everything_as_it_is() // S-050
    {
        var service = Given.Service().Having("a", "10.0.0.1").Annotated(IPs, "10.0.0.300");

        var outcome = new ConvergenceHarness(_a).Converge(service);

        AssertKept(outcome, ConvergenceRefusal.MalformedRequest, "10.0.0.1");
        AssertEvents(
            outcome,
            "Warning LoadBalancerFailed invalid requested loadbalancer IPs: "
            + "invalid metallb.io/loadBalancerIPs: \"10.0.0.300\"");
    }

    [Fact]
    public void Another_address_asked_for_replaces_the_present_one() // S-051
    {
        var harness = new ConvergenceHarness(_a);
        var settled = harness.Settle(Given.Service());

        var outcome = harness.Converge(settled.Annotated(IPs, "10.0.0.3"));

        AssertAssigned(outcome, "a", "10.0.0.3");
        Assert.Empty(harness.Ledger("a").HoldersOf(Address.Parse("10.0.0.0")));
        Assert.Empty(outcome.AnnotationChanges);
    }

    [Fact]
    public void A_wish_that_cannot_be_met_costs_the_present_address() // S-056
    {
        var harness = new ConvergenceHarness(_a);
        var settled = harness.Settle(Given.Service());
        harness.Settle(Given.Service("other"));

        var outcome = harness.Converge(settled.Annotated(IPs, "10.0.0.1"));

        AssertCleared(outcome, ConvergenceRefusal.AllocationFailed);
        AssertEvents(
            outcome,
            "Warning AllocationFailed Failed to allocate IP for \"default/web\": existing service does not allow sharing");
        Assert.Equal(["a"], outcome.Releases);
    }

    [Fact]
    public void Removing_a_wish_keeps_the_address() // S-056
    {
        var harness = new ConvergenceHarness(_a);
        var asked = harness.Settle(Given.Service().Annotated(IPs, "10.0.0.3"));

        var outcome = harness.Converge(asked with { Annotations = asked.Annotations.Remove(IPs) });

        AssertAssigned(outcome, "a", "10.0.0.3");
        Assert.False(outcome.ChangesService);
    }

    [Fact]
    public void The_order_of_the_addresses_is_the_users_and_stays() // S-021, Q-11
    {
        var harness = new ConvergenceHarness(_dual);
        var asked = Given.Service().DualStack(IPFamilyPolicy.RequireDualStack).Annotated(IPs, "fc00::1, 10.0.2.1");

        var settled = harness.Settle(asked);
        var swapped = settled.Annotated(IPs, "10.0.2.1,fc00::1");

        Assert.Equal(["fc00::1", "10.0.2.1"], settled.IngressIPs.AsEnumerable());
        Assert.False(harness.Converge(settled).ChangesService);
        Assert.False(harness.Converge(swapped).ChangesService);
    }

    [Fact]
    public void A_renamed_pool_takes_the_allocation_over()
    {
        var harness = new ConvergenceHarness(_a);
        var settled = harness.Settle(Given.Service());
        harness.View = Given.View(_a with { Name = "renamed" });

        var outcome = harness.Converge(settled);

        AssertAssigned(outcome, "renamed", "10.0.0.0");
        AssertEvents(outcome);
        Assert.False(outcome.ChangesStatus);
        Assert.Equal("renamed", outcome.AnnotationChanges[ServiceAnnotations.AllocatedFromPool]);
        Assert.Equal(["a"], outcome.Releases);
        Assert.Empty(outcome.FreedIn);
    }

    [Fact]
    public void Releases_what_only_the_caller_remembers()
    {
        var outcome = new ConvergenceHarness(_a, _b).Converge(Given.Service(), ["a", "b"]);

        AssertAssigned(outcome, "a", "10.0.0.0");
        Assert.Equal(["b"], outcome.Releases);
    }

    [Fact]
    public void A_change_names_every_deprecated_annotation_and_a_quiet_pass_none() // S-009, S-061, X-208
    {
        var harness = new ConvergenceHarness(_a);
        var service = Given.Service()
            .Annotated("metallb.universe.tf/loadBalancer-class", "metallb")
            .Annotated("metallb.universe.tf/address-pool", "a");

        var outcome = harness.Converge(service);
        var quiet = harness.Converge(ConvergenceHarness.Apply(service, outcome));

        AssertEvents(
            outcome,
            "Normal IPAllocated Assigned IP [\"10.0.0.0\"]",
            "Warning deprecatedAnnotation Service uses deprecated annotation metallb.universe.tf/address-pool",
            "Warning deprecatedAnnotation Service uses deprecated annotation metallb.universe.tf/loadBalancer-class");
        AssertEvents(quiet);
    }

    [Fact]
    public void A_changed_sharing_key_frees_the_address_for_those_who_wait_for_it() // S-035, S-057, W-104
    {
        var harness = new ConvergenceHarness(Given.Pool("a", "10.0.0.1/32"), _b);
        var holder = harness.Settle(Given.Service("holder").Annotated(IPs, "10.0.0.1"));
        var waiting = Given.Service("waiting").Annotated(IPs, "10.0.0.1").Annotated(Sharing, "k") with
        {
            Ports = [new ServicePort("TCP", 443)],
        };

        var refused = harness.Converge(waiting);
        var shared = harness.Converge(holder.Annotated(Sharing, "k"));
        var joined = harness.Converge(waiting);

        Assert.Equal(["a"], refused.WaitsFor);
        Assert.Equal(["a"], shared.FreedIn);
        Assert.False(shared.ChangesService);
        AssertAssigned(joined, "a", "10.0.0.1");
        Assert.Empty(joined.WaitsFor);
    }

    [Fact]
    public void Waits_for_the_pools_that_refused_and_not_for_what_only_an_edit_can_help()
    {
        var harness = new ConvergenceHarness(_a with { AutoAssign = false }, Given.Pool("b", "10.0.1.0/32"), _dual);
        harness.Settle(Given.Service("first").Annotated(IPs, "10.0.1.0"));

        var exhausted = harness.Converge(Given.Service().Annotated(Pool, "b"));
        var unknown = harness.Converge(Given.Service().Annotated(Pool, "gone"));
        var outside = harness.Converge(Given.Service().Annotated(IPs, "10.9.9.9"));

        Assert.Equal(["b"], exhausted.WaitsFor);
        Assert.Empty(unknown.WaitsFor);
        Assert.Empty(outside.WaitsFor);
    }

    [Fact]
    public void A_Service_with_one_family_waits_for_the_other_in_its_own_pool() // S-052, S-057
    {
        var harness = new ConvergenceHarness(Given.Pool("dual", "10.0.2.0/30", "fc00::/128"));
        harness.Settle(Given.Service("taker") with { ClusterIPs = ["fd00:96::2"] });
        var single = harness.Settle(Given.Service().DualStack(IPFamilyPolicy.PreferDualStack));

        var outcome = harness.Converge(single);

        AssertAssigned(outcome, "dual", "10.0.2.0");
        Assert.Equal(["dual"], outcome.WaitsFor);
    }

    [Fact]
    public void A_pass_changes_neither_the_configuration_nor_the_Service_that_it_is_given() // W-107, Q-11
    {
        var pool = Unordered();
        var harness = new ConvergenceHarness(pool);
        var view = harness.View;
        var service = Wanting();

        var outcome = harness.Converge(service);

        AssertAssigned(outcome, "p", "fc00::2", "10.0.0.9");
        Assert.Same(view, harness.View);
        Assert.Equal(Unordered(), pool);
        Assert.Equal(Wanting().ClusterIPs.AsEnumerable(), service.ClusterIPs);
        Assert.Equal(Wanting().Annotations, service.Annotations);
        Assert.Empty(service.IngressIPs);

        // Nothing here is in the order that sorting would give it.
        static AddressPool Unordered() => Given.Pool("p", "fc00::/126", "10.0.0.8/30", "10.0.0.0/30");

        static ServiceView Wanting() =>
            Given.Service().DualStack(IPFamilyPolicy.RequireDualStack).Annotated(IPs, "fc00::2,10.0.0.9");
    }

    [Fact]
    public void An_answer_outside_the_pool_clears_the_Service() // S-054
    {
        var question = Assert.IsType<AskPool>(ServiceConvergence.Begin(Given.Service(), Given.View(_a), []));

        var step = ServiceConvergence.Next(question, AllocationResult.Allocated(Given.Addresses("10.9.9.9")));

        var outcome = Assert.IsType<ConvergenceOutcome>(step);
        AssertCleared(outcome, ConvergenceRefusal.InvalidAnswer);
        AssertEvents(outcome, "Warning InternalError allocated an IP that has no pool");
        Assert.Equal(["a"], outcome.Releases);
    }

    private static void AssertAssigned(ConvergenceOutcome outcome, string pool, params string[] addresses)
    {
        Assert.Null(outcome.Refusal);
        Assert.Equal(pool, outcome.Pool);
        Assert.Equal(addresses, outcome.IngressIPs.AsEnumerable());
        Assert.Equal(addresses, outcome.Addresses.Select(address => address.ToString()));
    }

    private static void AssertCleared(ConvergenceOutcome outcome, ConvergenceRefusal? refusal)
    {
        Assert.Equal(refusal, outcome.Refusal);
        Assert.Null(outcome.Pool);
        Assert.Empty(outcome.Addresses);
        Assert.Empty(outcome.IngressIPs);
    }

    private static void AssertKept(ConvergenceOutcome outcome, ConvergenceRefusal refusal, params string[] ingress)
    {
        Assert.Equal(refusal, outcome.Refusal);
        Assert.Equal(ingress, outcome.IngressIPs.AsEnumerable());
        Assert.False(outcome.ChangesService);
        Assert.Empty(outcome.Releases);
    }

    private static void AssertEvents(ConvergenceOutcome outcome, params string[] expected) =>
        Assert.Equal(expected, outcome.Events.Select(e => $"{e.Type} {e.Reason} {e.Message}"));
}
