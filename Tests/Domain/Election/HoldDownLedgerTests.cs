using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Election;

/// <summary>How long a node that returned waits for addresses.</summary>
public sealed class HoldDownLedgerTests
{
    private static readonly TimeSpan _holdDown = TimeSpan.FromSeconds(30);

    private static readonly ClusterView _both = ClusterView.Empty.WithNodes(Given.Node("node-a"), Given.Node("node-b"));

    private static readonly ClusterView _onlyA = _both with { Agents = ["node-a"] };

    [Fact]
    public void A_node_is_held_back_from_its_arrival_until_the_hold_down_is_over()
    {
        var ledger = new HoldDownLedger(_holdDown).Observe(_onlyA, At(0)).Observe(_both, At(100));

        Assert.Equal(["node-b"], ledger.Held(At(100)));
        Assert.Equal(["node-b"], ledger.Held(At(129.9)));
        Assert.Empty(ledger.Held(At(130)));
        Assert.Equal(TimeSpan.FromSeconds(20), ledger.NextEnd(At(110)));
        Assert.Null(ledger.NextEnd(At(130)));
    }

    [Fact]
    public void A_node_that_leaves_and_returns_starts_again()
    {
        var ledger = new HoldDownLedger(_holdDown).Observe(_both, At(0)).Observe(_onlyA, At(100)).Observe(_both, At(101));

        Assert.Equal(["node-b"], ledger.Held(At(130)));
    }

    [Fact]
    public void A_network_that_was_unavailable_counts_like_an_agent_that_was_away() // L-013
    {
        var unavailable = _both.WithNodes(Given.Node("node-a"), Given.Node("node-b") with { IsNetworkUnavailable = true });
        var ledger = new HoldDownLedger(_holdDown).Observe(_both, At(0)).Observe(unavailable, At(100)).Observe(_both, At(101));

        Assert.Equal(["node-b"], ledger.Held(At(102)));
    }

    [Fact]
    public void A_node_that_was_deaf_starts_again_when_it_hears()
    {
        var deaf = _both with { DeafNodes = _both.DeafNodes.Add("node-b", Given.Addresses("10.0.0.1")[0]) };
        var ledger = new HoldDownLedger(_holdDown).Observe(_both, At(0)).Observe(deaf, At(100)).Observe(_both, At(101));

        Assert.Equal(["node-b"], ledger.Held(At(130)));
    }

    [Fact]
    public void A_link_that_comes_back_starts_the_time_again_and_one_that_goes_does_not()
    {
        var ledger = new HoldDownLedger(_holdDown)
            .Observe(WithLink(isUsable: true), At(0))
            .Observe(WithLink(isUsable: false), At(100));
        var returned = ledger.Observe(WithLink(isUsable: true), At(110));

        Assert.Empty(ledger.Held(At(100)));
        Assert.Equal(["node-b"], returned.Held(At(139)));
        Assert.Empty(returned.Held(At(140)));
    }

    [Fact]
    public void Labels_and_drains_do_not_start_the_time_again()
    {
        var drained = _both.WithNodes(
            Given.Node("node-a"), Given.Node("node-b") with { IsDraining = true, IsExcludedFromLoadBalancers = true });
        var ledger = new HoldDownLedger(_holdDown).Observe(_both, At(0)).Observe(drained, At(100)).Observe(_both, At(101));

        Assert.Empty(ledger.Held(At(101)));
    }

    [Fact]
    public void An_operator_ends_the_hold_down_of_one_node()
    {
        var ledger = new HoldDownLedger(_holdDown).Observe(_both, At(0)).Release("node-b", At(1));

        Assert.Equal(["node-a"], ledger.Held(At(1)));
    }

    [Fact]
    public void Without_a_hold_down_nobody_is_held_back() // L-120
    {
        var ledger = new HoldDownLedger(TimeSpan.Zero).Observe(_both, At(0));

        Assert.Empty(ledger.Held(At(0)));
        Assert.Null(ledger.NextEnd(At(0)));
    }

    [Fact]
    public void A_look_that_sees_nothing_new_changes_nothing()
    {
        var ledger = new HoldDownLedger(_holdDown).Observe(_both, At(0));

        Assert.Same(ledger, ledger.Observe(_both, At(10)));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private static ClusterView WithLink(bool isUsable) => _both with
    {
        Links = _both.Links.Add("node-b", new NodeLinks
        {
            ByName = NodeLinks.None.ByName.Add("eth0", new NodeLink { Name = "eth0", IsUsable = isUsable }),
        }),
    };
}
