using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Configuration;

/// <summary>S-057: an edit wakes those whom it may help or hurt, and nobody else (W-100, W-104).</summary>
public sealed class AllocationChangeTests
{
    private static readonly ClusterView _before = Given.View(
        Given.Pool("a", "10.0.0.0/24"), Given.Pool("b", "10.0.1.0/24"));

    [Fact]
    public void A_view_that_differs_in_nodes_only_concerns_nobody()
    {
        var change = AllocationChange.Between(_before, _before.WithNodes(Given.Node("n")));

        Assert.True(change.IsEmpty);
        Assert.False(change.Concerns(Given.Service()));
    }

    [Fact]
    public void A_changed_pool_concerns_every_Service_that_has_nothing()
    {
        var change = Edit("10.0.0.0/25");

        Assert.True(change.Concerns(Given.Service()));
        Assert.True(change.Concerns(Given.Service() with { IngressIPs = ["nonsense"] }));
    }

    [Fact]
    public void A_changed_pool_concerns_who_had_or_has_or_wants_an_address_of_it()
    {
        var change = Edit("10.0.2.0/24");

        Assert.True(change.Concerns(Given.Service().Having("b", "10.0.0.7")));
        Assert.True(change.Concerns(Given.Service().Having("b", "10.0.2.7")));
        Assert.True(change.Concerns(Given.Service().Having("a", "10.0.1.7")));
        Assert.True(change.Concerns(Having().Annotated(ServiceAnnotations.AddressPool, "a")));
        Assert.True(change.Concerns(Having().Annotated(ServiceAnnotations.LoadBalancerIPs, "10.0.2.9")));
        Assert.False(change.Concerns(Having()));
    }

    [Fact]
    public void A_pool_that_comes_or_goes_is_a_changed_pool()
    {
        var without = _before with { Pools = _before.Pools.Remove("a") };

        Assert.True(AllocationChange.Between(_before, without).Concerns(Given.Service().Having("a", "10.0.0.7")));
        Assert.True(AllocationChange.Between(without, _before).Concerns(Given.Service()));
        Assert.False(AllocationChange.Between(without, _before).Concerns(Having()));
    }

    [Fact]
    public void A_relabelled_namespace_concerns_its_own_Services() // C-017, T-120
    {
        var after = _before with { Namespaces = _before.Namespaces.Add("default", Given.Labels("team=red")) };
        var change = AllocationChange.Between(_before, after);

        Assert.True(change.Concerns(Having()));
        Assert.False(change.Concerns(Having() with { Key = new ServiceKey("other", "web") }));
    }

    private static ServiceView Having() => Given.Service().Having("b", "10.0.1.7");

    private static AllocationChange Edit(string range) => AllocationChange.Between(
        _before, _before with { Pools = _before.Pools.SetItem("a", Given.Pool("a", range)) });
}
