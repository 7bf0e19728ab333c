using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Pools;

public sealed class PoolOrderTests
{
    private static readonly ServiceView _service = Given.Service() with { Labels = Given.Labels("app=web") };

    [Fact]
    public void Tries_pinned_pools_by_priority_then_by_name_then_plain_pools_by_name()
    {
        AddressPool[] pools =
        [
            Given.Pool("plain-b", "10.0.1.0/24"),
            Pinned("last-b", priority: 0),
            Pinned("negative", priority: -5),
            Pinned("second", priority: 20),
            Pinned("first-b", priority: 10),
            Given.Pool("plain-a", "10.0.2.0/24"),
            Pinned("first-a", priority: 10),
            Pinned("last-a", priority: 0),
        ];

        Assert.Equal(
            ["first-a", "first-b", "second", "last-a", "last-b", "negative", "plain-a", "plain-b"], Order(pools));
        Assert.Equal(Order(pools), Order(pools.Reverse()));
    }

    [Fact]
    public void Leaves_out_pools_without_autoAssign() => // C-012
        Assert.Empty(Order([Given.Pool("manual", "10.0.0.0/24") with { AutoAssign = false }]));

    [Theory] // A-002, C-016 to C-018
    [InlineData("default", null, null, true)]
    [InlineData("other", null, null, false)]
    [InlineData("other", "team=a", null, true)]
    [InlineData(null, "team=a", null, true)]
    [InlineData(null, "team=b", null, false)] // selects no namespace, so it admits nobody.
    [InlineData(null, null, "app=web", true)]
    [InlineData(null, null, "app=api", false)]
    [InlineData("default", null, "app=api", false)]
    [InlineData(null, null, null, true)]
    public void Admits_by_namespace_and_by_label(
        string? ns, string? namespaceSelector, string? serviceSelector, bool isCompatible)
    {
        var pool = Given.Pool("p", "10.0.0.0/24") with
        {
            ServiceAllocation = new ServiceAllocation
            {
                Namespaces = ns is null ? [] : [ns],
                NamespaceSelectors = namespaceSelector is null ? [] : [Given.Selector(namespaceSelector)],
                ServiceSelectors = serviceSelector is null ? [] : [Given.Selector(serviceSelector)],
            },
        };

        Assert.Equal(isCompatible, PoolOrder.IsCompatible(pool, _service, Given.Labels("team=a")));
        Assert.Equal(isCompatible ? ["p"] : [], Order([pool], "team=a"));
    }

    private static AddressPool Pinned(string name, int priority) => Given.Pool(name, "10.0.0.0/24") with
    {
        ServiceAllocation = new ServiceAllocation { Priority = priority },
    };

    private static string[] Order(IEnumerable<AddressPool> pools, params string[] namespaceLabels) =>
        [.. PoolOrder.For(pools, _service, Given.Labels(namespaceLabels)).Select(pool => pool.Name)];
}
