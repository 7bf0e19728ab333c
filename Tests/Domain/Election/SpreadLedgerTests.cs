using System.Collections.Immutable;
using FsCheck.Fluent;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Election;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Election;

/// <summary>Even spreading: what stays, what moves, and how even it becomes.</summary>
public sealed class SpreadLedgerTests
{
    private static readonly ImmutableArray<string> _nodes = ["node-0", "node-1", "node-2", "node-3", "node-4"];

    /// <summary>How many nodes there are, and of which Service each address is.</summary>
    private static readonly FsCheck.Gen<(int Nodes, int[] Groups)> _clusters =
        from nodes in Gen.Choose(2, 5)
        from count in Gen.Choose(1, 40)
        from groups in Gen.ArrayOf(Gen.Choose(0, 15), count)
        select (nodes, groups);

    [Fact]
    public void Addresses_of_different_Services_differ_by_one_at_the_most() => _clusters.Check(cluster =>
        Spread(Fill(cluster.Nodes, Enumerable.Range(0, cluster.Groups.Length).ToArray()), cluster.Nodes) <= 1);

    [Fact]
    public void Losing_a_node_moves_only_its_addresses_and_stays_even() => _clusters.Check(cluster =>
    {
        var groups = Enumerable.Range(0, cluster.Groups.Length).ToArray();
        var before = Fill(cluster.Nodes, groups);
        var left = _nodes[..(cluster.Nodes - 1)];

        var after = Refresh(before, groups, left);

        return groups.All(i => before.NodeOf(AddressOf(i)) == _nodes[cluster.Nodes - 1]
                || after.NodeOf(AddressOf(i)) == before.NodeOf(AddressOf(i)))
            && Spread(after, cluster.Nodes - 1) <= 1;
    });

    [Fact]
    public void A_new_node_gets_nothing_until_somebody_rebalances() => _clusters.Check(cluster =>
    {
        var before = Fill(cluster.Nodes - 1, cluster.Groups);

        var after = Refresh(before, cluster.Groups, _nodes[..cluster.Nodes]);

        return before.Loads.SequenceEqual(after.Loads);
    });

    [Fact]
    public void Rebalancing_ends_even_with_the_fewest_moves_there_are() => _clusters.Check(cluster =>
    {
        var groups = Enumerable.Range(0, cluster.Groups.Length).ToArray();
        var before = Refresh(Fill(cluster.Nodes - 1, groups), groups, _nodes[..cluster.Nodes]);

        var (after, moves) = Rebalance(before);

        return Spread(after, cluster.Nodes) <= 1 && moves == FewestMoves(before, cluster.Nodes, groups.Length);
    });

    [Fact]
    public void Rebalancing_ends_even_whatever_belongs_together_and_never_brings_a_Service_together() => _clusters.Check(cluster =>
    {
        var before = Refresh(Fill(cluster.Nodes - 1, cluster.Groups), cluster.Groups, _nodes[..cluster.Nodes]);

        var (after, _) = Rebalance(before);

        return Spread(after, cluster.Nodes) <= 1
            && Together(after, cluster.Groups) <= Together(before, cluster.Groups);
    });

    [Fact]
    public void Addresses_of_one_Service_are_on_different_nodes_while_there_are_enough() => _clusters.Check(cluster =>
    {
        var ledger = Fill(cluster.Nodes, cluster.Groups);

        return cluster.Groups.Select((group, index) => (group, node: ledger.NodeOf(AddressOf(index))))
            .GroupBy(address => address.group)
            .All(service => service.Select(address => address.node).Distinct().Count()
                == Math.Min(service.Count(), cluster.Nodes));
    });

    [Fact]
    public void The_same_requests_in_the_same_order_have_the_same_answers() => _clusters.Check(cluster =>
        Enumerable.Range(0, cluster.Groups.Length).All(i =>
            Fill(cluster.Nodes, cluster.Groups).NodeOf(AddressOf(i)) == Fill(cluster.Nodes, cluster.Groups).NodeOf(AddressOf(i))));

    [Fact]
    public void An_address_is_placed_on_its_candidates_only() => _clusters.Check(cluster =>
    {
        var ledger = SpreadLedger.Empty;
        for (var i = 0; i < cluster.Groups.Length; i++)
        {
            ImmutableArray<string> candidates = i % 2 == 0 ? ["node-0", "node-1"] : ["node-1", "node-2"];
            ledger = ledger.Assign(new SpreadRequest(AddressOf(i), candidates, $"{cluster.Groups[i]}", null)).Next;
        }

        var (balanced, _) = Rebalance(ledger);
        return Enumerable.Range(0, cluster.Groups.Length)
            .All(i => balanced.NodeOf(AddressOf(i)) != (i % 2 == 0 ? "node-2" : "node-0"));
    });

    [Fact]
    public void The_announcer_keeps_an_address_that_the_ledger_does_not_know()
    {
        var (node, ledger) = SpreadLedger.Empty.Assign(new SpreadRequest(AddressOf(0), _nodes, "web", "node-3"));

        Assert.Equal("node-3", node);
        Assert.Equal(1, ledger.Loads["node-3"]);
        Assert.Empty(ledger.Release(AddressOf(0)).Loads);
    }

    private static Address AddressOf(int index) => Address.FromValue((UInt128)(0x0a000000 + index), IPFamily.IPv4);

    private static SpreadLedger Fill(int nodes, int[] groups) => Refresh(SpreadLedger.Empty, groups, _nodes[..nodes]);

    private static SpreadLedger Refresh(SpreadLedger ledger, int[] groups, ImmutableArray<string> candidates) =>
        Enumerable.Range(0, groups.Length).Aggregate(
            ledger,
            (next, i) => next.Assign(new SpreadRequest(AddressOf(i), candidates, $"{groups[i]}", next.NodeOf(AddressOf(i)))).Next);

    private static (SpreadLedger Ledger, int Moves) Rebalance(SpreadLedger ledger)
    {
        var moves = 0;
        while (ledger.NextMove() is { } move)
        {
            ledger = ledger.Apply(move);
            moves++;
            Assert.InRange(moves, 0, 1000);
        }

        return (ledger, moves);
    }

    private static int Spread(SpreadLedger ledger, int nodes)
    {
        var loads = _nodes[..nodes].Select(node => ledger.Loads.GetValueOrDefault(node)).ToList();
        return loads.Max() - loads.Min();
    }

    private static int Together(SpreadLedger ledger, int[] groups) =>
        groups.Select((group, index) => (group, node: ledger.NodeOf(AddressOf(index)))).CountBy(place => place).Max(place => place.Value);

    /// <summary>What is above the even share, the larger shares given to the fullest nodes.</summary>
    private static int FewestMoves(SpreadLedger ledger, int nodes, int addresses)
    {
        var loads = _nodes[..nodes].Select(node => ledger.Loads.GetValueOrDefault(node)).OrderDescending().ToList();
        return loads.Select((load, index) => Math.Max(0, load - (addresses / nodes) - (index < addresses % nodes ? 1 : 0))).Sum();
    }
}
