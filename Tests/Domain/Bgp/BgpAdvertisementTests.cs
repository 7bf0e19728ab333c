using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Bgp;

public sealed class BgpAdvertisementTests
{
    private static readonly BgpAdvertisement _all = new() { Name = "all" };

    [Fact]
    public void Without_pools_and_selectors_selects_every_pool() => // C-054
        Assert.True(_all.Selects(Given.Pool("p", "10.0.0.0/24")));

    [Fact]
    public void Selects_pools_by_name_and_by_label() // C-054
    {
        var labelled = Given.Pool("other", "10.0.1.0/24") with { Labels = Given.Labels("tier=front") };
        var some = _all with { Pools = ["p"], PoolSelectors = [Given.Selector("tier=front")] };

        Assert.True(some.Selects(Given.Pool("p", "10.0.0.0/24")));
        Assert.True(some.Selects(labelled));
        Assert.False(some.Selects(Given.Pool("other", "10.0.1.0/24")));
        Assert.False((_all with { Pools = ["p"] }).Selects(labelled));
    }

    [Fact]
    public void Covers_a_pool_on_the_nodes_it_selects_except_where_it_is_excluded() // B-001, C-055
    {
        var pool = Given.Pool("p", "10.0.0.0/24");
        var some = _all with
        {
            NodeSelectors = [Given.Selector("rack=1")],
            Exclusions = [new BgpExclusion("p", ["b"]), new BgpExclusion("q", null)],
        };

        Assert.True(some.Covers(pool, Given.Node("a", "rack=1")));
        Assert.False(some.Covers(pool, Given.Node("b", "rack=1")));
        Assert.False(some.Covers(pool, Given.Node("c", "rack=2")));
        Assert.False(some.Covers(Given.Pool("q", "10.0.1.0/24"), Given.Node("a", "rack=1")));
    }

    [Fact]
    public void Is_sent_to_the_peers_it_names_or_to_all() // B-011, C-056
    {
        var peer = new BgpPeer { Name = "tor-1", MyASN = 64512, PeerASN = 64513 };

        Assert.True(_all.IsSentTo(peer));
        Assert.True((_all with { Peers = ["tor-1"] }).IsSentTo(peer));
        Assert.False((_all with { Peers = ["tor-2"] }).IsSentTo(peer));
    }

    [Fact]
    public void Is_for_Services_of_any_of_its_selectors_or_for_all() // B-002, C-057
    {
        var some = _all with { ServiceSelectors = [Given.Selector("app=a"), Given.Selector("app=b")] };

        Assert.True(_all.IsFor(Given.Labels()));
        Assert.True(some.IsFor(Given.Labels("app=b")));
        Assert.False(some.IsFor(Given.Labels("app=c")));
    }

    [Theory] // B-010
    [InlineData("10.0.0.77", "10.0.0.64/26")]
    [InlineData("fc00::1:2", "fc00::1:0/112")]
    public void The_prefix_of_an_address_has_the_length_of_its_family(string address, string prefix)
    {
        var some = _all with { AggregationLength = 26, AggregationLengthV6 = 112 };

        Assert.Equal(prefix, some.PrefixOf(Address.Parse(address)).ToString());
    }

    [Fact]
    public void Two_that_were_read_apart_and_say_the_same_are_equal() // W-100
    {
        static BgpAdvertisement Make() => new()
        {
            Name = "a",
            Pools = ["p", "q"],
            PoolSelectors = [Given.Selector("a=b")],
            Communities = [BgpCommunity.Standard(1, 2)],
            Exclusions = [new BgpExclusion("p", ["n"])],
        };

        Assert.Equal(Make(), Make());
        Assert.NotEqual(Make(), Make() with { Exclusions = [new BgpExclusion("p", null)] });
        Assert.NotEqual(Make(), Make() with { LocalPref = 1 });
    }
}
