using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Services;

/// <summary>Which addresses a Service gets that has none: sections 2.5 and 2.7 of the reference.</summary>
public sealed class AddressSearchTests
{
    private const string Pool = ServiceAnnotations.AddressPool;
    private const string IPs = ServiceAnnotations.LoadBalancerIPs;

    private static readonly AddressPool _v4 = Given.Pool("v4", "10.0.0.0/30");
    private static readonly AddressPool _v6 = Given.Pool("v6", "fc00:6::/126");
    private static readonly AddressPool _dual = Given.Pool("zdual", "10.0.2.0/32", "fc00::/126");

    private static readonly ServiceView _require = Given.Service().DualStack(IPFamilyPolicy.RequireDualStack);
    private static readonly ServiceView _prefer = Given.Service().DualStack(IPFamilyPolicy.PreferDualStack);

    [Fact]
    public void RequireDualStack_takes_both_of_one_pool_or_nothing() // S-090, section 2.7
    {
        Assert.Equal("10.0.2.0 fc00::", Allocate(_require, _v4, _v6, _dual));
        Assert.Equal("no available IPs", Allocate(_require, _v4, _v6));
    }

    [Fact]
    public void PreferDualStack_takes_both_of_one_pool_wherever_it_stands() =>
        Assert.Equal("10.0.2.0 fc00::", Allocate(_prefer, _v4, _v6, _dual));

    [Fact]
    public void PreferDualStack_falls_back_to_the_first_family_and_then_to_the_other() // S-013, A-007
    {
        Assert.Equal("10.0.0.0", Allocate(_prefer, _v6, _v4));
        Assert.Equal("fc00:6::", Allocate(_prefer with { PrefersIPv6 = true }, _v6, _v4));
        Assert.Equal("fc00:6::", Allocate(_prefer, _v6));
    }

    [Fact]
    public void PreferDualStack_on_one_cluster_IP_stays_with_one_address() // S-092, Q-10
    {
        var service = Given.Service() with { IPFamilyPolicy = IPFamilyPolicy.PreferDualStack };
        var harness = new ConvergenceHarness(_dual);

        var settled = harness.Settle(service);
        var outcome = harness.Converge(settled);

        Assert.Equal(["10.0.2.0"], settled.IngressIPs.AsEnumerable());
        Assert.False(outcome.ChangesService);
        Assert.Empty(outcome.Events);
    }

    [Fact]
    public void PreferDualStack_gains_the_second_family_when_its_pool_does() // S-052, S-091
    {
        var harness = new ConvergenceHarness(Given.Pool("p", "fc00::/126"));
        var single = harness.Settle(_prefer);
        var waiting = harness.Converge(single);
        harness.View = Given.View(Given.Pool("p", "fc00::/126", "10.0.2.0/32"));

        var outcome = harness.Converge(single);

        Assert.Equal(["fc00::", "10.0.2.0"], outcome.IngressIPs.AsEnumerable());
        Assert.Equal("Assigned additional IP \"10.0.2.0\"", Assert.Single(outcome.Events).Message);
        Assert.False(waiting.ChangesService);
        Assert.Equal(
            new ServiceEvent(
                ServiceEventType.Normal,
                "AdditionalAssignFailed",
                "cannot assign additional IP in PreferDualStack: no available IPs in pool p for ipv4 IPFamily"),
            Assert.Single(waiting.Events));
    }

    [Fact]
    public void PreferDualStack_loses_both_when_its_pool_loses_a_family() // S-091, S-048
    {
        var harness = new ConvergenceHarness(_dual);
        var both = harness.Settle(_prefer);
        harness.View = Given.View(Given.Pool("zdual", "fc00::/126"));

        var outcome = harness.Converge(both);

        Assert.Equal(["fc00::"], outcome.IngressIPs.AsEnumerable());
        Assert.Equal(["ClearAssignment", "IPAllocated"], outcome.Events.Select(e => e.Reason));
    }

    [Fact]
    public void Pinned_pools_come_before_plain_ones_even_for_a_fallback()
    {
        var pinned = _v4 with { ServiceAllocation = new ServiceAllocation { Namespaces = ["default"] } };

        Assert.Equal("10.0.0.0", Allocate(_prefer, pinned, _dual));
    }

    [Fact]
    public void Tries_the_next_pool_when_one_is_exhausted()
    {
        var harness = new ConvergenceHarness(Given.Pool("a", "10.1.0.0/32"), _v4);
        harness.Settle(Given.Service("first"));

        var outcome = harness.Converge(Given.Service("second"));

        Assert.Equal("v4", outcome.Pool);
        Assert.Equal(["a: IPv4", "v4: IPv4"], harness.Questions);
        Assert.Empty(outcome.Releases);
    }

    [Fact]
    public void Says_so_when_everything_is_exhausted()
    {
        var harness = new ConvergenceHarness(Given.Pool("a", "10.1.0.0/32"));
        harness.Settle(Given.Service("first"));

        var outcome = harness.Converge(Given.Service("second"));
        var inPool = harness.Converge(Given.Service("third").Annotated(Pool, "a"));

        Assert.Equal("Failed to allocate IP for \"default/second\": no available IPs", outcome.Events[0].Message);
        Assert.Equal(
            "Failed to allocate IP for \"default/third\": no available IPs in pool a", inPool.Events[0].Message);
        Assert.False(outcome.ChangesService);
    }

    [Theory] // S-003, S-070, S-073
    [InlineData("10.0.0.3", "", "10.0.0.3")]
    [InlineData("10.0.0.3", "v4", "10.0.0.3")]
    [InlineData("::ffff:10.0.0.3", "", "10.0.0.3")]
    [InlineData("10.9.9.9", "", "[\"10.9.9.9\"] is not allowed in config")]
    [InlineData(
        "10.0.0.3", "manual", "requested loadBalancer IP(s) [\"10.0.0.3\"] is not compatible with requested address pool manual")]
    [InlineData(
        "fc00:6::1", "", "requested loadBalancer IP(s) [\"fc00:6::1\"] does not match the ipFamily of the service")]
    [InlineData("10.8.0.1", "", "pool foreign not compatible for ip assignment")]
    [InlineData("10.0.0.1,10.0.0.2", "", "IPFamilyForAddresses: same address family [\"10.0.0.1\" \"10.0.0.2\"]")]
    [InlineData("what", "", "invalid metallb.io/loadBalancerIPs: \"what\"")]
    public void Explicit_addresses(string addresses, string pool, string expected)
    {
        var service = Given.Service().Annotated(IPs, addresses);

        Assert.Equal(expected, AllocateExplicitly(pool.Length == 0 ? service : service.Annotated(Pool, pool)));
    }

    [Theory] // S-005, S-071
    [InlineData("manual", "10.7.0.0")]
    [InlineData("gone", "unknown pool \"gone\"")]
    [InlineData("foreign", "pool foreign not compatible for ip assignment")]
    [InlineData("v6", "no available IPs in pool v6 for ipv4 IPFamily")]
    public void An_explicit_pool(string pool, string expected) =>
        Assert.Equal(expected, AllocateExplicitly(Given.Service().Annotated(Pool, pool)));

    [Fact]
    public void Explicit_addresses_of_both_families_come_from_one_pool() // S-070, S-090
    {
        Assert.Equal("fc00::3 10.0.2.0", Allocate(_require.Annotated(IPs, "fc00::3,10.0.2.0"), _dual, _v4));
        Assert.Equal(
            "[\"fc00::3\" \"10.0.0.1\"] is not allowed in config",
            Allocate(_require.Annotated(IPs, "fc00::3,10.0.0.1"), _dual, _v4));
        Assert.Equal(
            "requested loadBalancer IP(s) [\"10.0.2.0\"] does not match the ipFamily of the service",
            Allocate(_prefer.Annotated(IPs, "10.0.2.0"), _dual, _v4));
    }

    private static string AllocateExplicitly(ServiceView service) => Allocate(
        service,
        _v4,
        _v6,
        Given.Pool("manual", "10.7.0.0/30") with { AutoAssign = false },
        Given.Pool("foreign", "10.8.0.0/30") with
        {
            ServiceAllocation = new ServiceAllocation { Namespaces = ["other"] },
        });

    /// <summary>The addresses, or why there are none.</summary>
    private static string Allocate(ServiceView service, params AddressPool[] pools)
    {
        const string failed = "Failed to allocate IP for \"default/web\": ";
        var outcome = new ConvergenceHarness(pools).Converge(service);
        return outcome.Refusal is null
            ? string.Join(' ', outcome.IngressIPs)
            : Assert.Single(outcome.Events).Message.Replace(failed, "", StringComparison.Ordinal);
    }
}
