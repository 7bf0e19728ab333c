using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using FsCheck.Fluent;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Election;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Election;

/// <summary>The order of nodes, which a cluster with MetalLB's speakers in it must agree on.</summary>
public sealed class L2ElectionTests
{
    private static readonly FsCheck.Gen<Election> _elections =
        from count in Gen.Choose(1, 8)
        from scores in Gen.ArrayOf(Gen.Elements(0, 0, 10, 100), count)
        from address in Arbitraries.Addresses
        select new Election([.. scores.Select((score, index) => ($"node-{index}", score))], address);

    [Theory] // L-045: MetalLB's own test table.
    [InlineData("10.0.0.1", "node-a=0,node-b=0,node-c=0", "node-b,node-a,node-c")]
    [InlineData("10.0.0.2", "node-a=0,node-b=0,node-c=0", "node-b,node-c,node-a")]
    [InlineData("10.20.30.1", "edge-a=100,edge-b=100,worker-a=0", "edge-b,edge-a,worker-a")]
    [InlineData("192.168.1.240", "node-a=0,node-b=0,node-c=0", "node-a,node-c,node-b")]
    [InlineData("192.168.1.240", "node-a=0,node-b=1,node-c=0", "node-b,node-a,node-c")]
    public void Ranks_as_MetalLB_does(string address, string scores, string order) =>
        Assert.Equal(order, string.Join(',', L2Election.Rank(Scored(scores), Address.Parse(address))));

    [Theory] // L-045: the digests behind the table above.
    [InlineData("node-a#10.0.0.1", "dd41591fe8f31f9f")]
    [InlineData("node-b#10.0.0.1", "2acae88581fd8b47")]
    [InlineData("node-c#10.0.0.1", "f949561f9d43a768")]
    [InlineData("node-a#192.168.1.240", "0905ce28e61d7edb")]
    [InlineData("node-b#192.168.1.240", "c5db69956edf2871")]
    [InlineData("node-c#192.168.1.240", "a6530f9db1eb6e43")]
    public void Hashes_node_and_address(string text, string digest)
    {
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))[..8]));
        var parts = text.Split('#');
        Assert.Equal(parts[1], Address.Parse(parts[1]).ToString());
    }

    [Fact]
    public void Ignores_the_order_of_the_candidates() => _elections.Check(
        election => L2Election.Rank(election.Candidates, election.Address)
            .SequenceEqual(L2Election.Rank(election.Candidates.Reverse(), election.Address)));

    [Fact]
    public void Removing_a_node_moves_only_what_that_node_announced() => _elections.Check(election => // L-043
    {
        var before = L2Election.Rank(election.Candidates, election.Address);
        var removed = election.Candidates[0].Node;

        var after = L2Election.Rank(election.Candidates.Skip(1), election.Address);

        return after.SequenceEqual(before.Remove(removed));
    });

    [Fact]
    public void Spreads_addresses_over_equal_nodes()
    {
        var nodes = Enumerable.Range(0, 4).Select(i => ($"node-{i}", 0)).ToList();
        var announcers = Enumerable.Range(0, 1000)
            .Select(i => L2Election.Rank(nodes, Address.FromValue((UInt128)(0x0a000000 + i), IPFamily.IPv4))[0])
            .CountBy(node => node);

        // 250 each when even; 3.3 standard deviations (13.7) either way hold for these fixed inputs.
        Assert.All(announcers, share => Assert.InRange(share.Value, 205, 295));
    }

    private static IEnumerable<(string Node, int Score)> Scored(string text) =>
        text.Split(',').Select(pair => pair.Split('=')).Select(pair => (pair[0], int.Parse(pair[1])));

    private sealed record Election(ImmutableArray<(string Node, int Score)> Candidates, Address Address);
}
