using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Nodes;

namespace MetalOrleans.Tests.Domain.Nodes;

/// <summary>When a node cannot reach the segment of an address.</summary>
public sealed class NodeLinksTests
{
    private static readonly Address _vip = Address.Parse("192.168.1.240");
    private static readonly Address _vip6 = Address.Parse("2001:db8::f0");

    [Fact]
    public void Nothing_is_known_to_be_cut_off_where_no_link_is_known() => Assert.False(IsCutOff([]));

    [Theory]
    [InlineData("eth0+ eth1+", "", false)]
    [InlineData("eth0- eth1+", "", false)] // Neither is on the subnet: either may lead there.
    [InlineData("eth0- eth1-", "", true)]
    [InlineData("eth0=192.168.1.0/24- ctl0=10.0.0.0/8+", "", true)]
    [InlineData("eth0=192.168.1.0/24+ ctl0=10.0.0.0/8-", "", false)]
    [InlineData("eth0=192.168.1.0/24- eth1=192.168.0.0/16+", "", false)]
    [InlineData("eth0- eth1+", "eth0", true)]
    [InlineData("eth0- eth1+", "eth0 eth1", false)]
    [InlineData("eth0- eth1+", "eth9", false)] // L-054: an interface that is missing does not influence the election.
    [InlineData("eth0=fd00::/64-", "", true)]
    public void A_node_is_cut_off_when_every_link_towards_the_address_is_unusable(string links, string listed, bool isCutOff) =>
        Assert.Equal(
            isCutOff,
            IsCutOff(links.Split(' '), listed.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    // A dual-stack Service may have two announcers then: silence in one family would be worse.
    [Theory]
    [InlineData("eth0+4", true, false)]
    [InlineData("eth0+6", false, true)]
    [InlineData("eth0+4 eth1+6", false, false)]
    [InlineData("eth0=2001:db8::/64+4 eth1+", true, false)]
    [InlineData("eth0-4 eth1-", true, true)]
    public void A_node_is_cut_off_from_the_addresses_of_a_family_that_none_of_its_links_can_announce(
        string links, bool isCutOffIPv6, bool isCutOffIPv4)
    {
        Assert.Equal(isCutOffIPv6, Links(links.Split(' ')).IsCutOff(_vip6, []));
        Assert.Equal(isCutOffIPv4, IsCutOff(links.Split(' ')));
    }

    [Theory]
    [InlineData("eth0-", "eth0+", true)]
    [InlineData("eth0+", "eth0-", false)]
    [InlineData("eth0+", "eth0+ eth1-", false)]
    [InlineData("eth0+", "eth0+ eth1+", true)]
    [InlineData("eth0+", "eth0=192.168.1.0/24+", true)]
    [InlineData("eth0+4", "eth0+", true)]
    [InlineData("eth0=192.168.1.0/24+", "eth0=192.168.1.0/24+", false)]
    public void A_usable_link_that_is_new_or_another_one_is_a_gain(string before, string after, bool isGain) =>
        Assert.Equal(isGain, Links(after.Split(' ')).HasGainedOver(Links(before.Split(' '))));

    [Fact]
    public void The_same_links_read_again_are_no_change() // W-101
    {
        Assert.Equal(Links("eth0=192.168.1.0/24+", "eth1-"), Links("eth1-", "eth0=192.168.1.0/24+"));
        Assert.NotEqual(Links("eth0+"), Links("eth0-"));
        Assert.NotEqual(Links("eth0=192.168.1.0/24+"), Links("eth0=192.168.2.0/24+"));
        Assert.NotEqual(Links("eth0+"), Links("eth0+4"));
    }

    private static bool IsCutOff(string[] links, params string[] listed) =>
        Links(links).IsCutOff(_vip, listed.ToImmutableSortedSet(StringComparer.Ordinal));

    private static NodeLinks Links(params string[] links) => new()
    {
        ByName = links.Select(Link).ToImmutableSortedDictionary(link => link.Name, link => link, StringComparer.Ordinal),
    };

    /// <summary>Name, =subnet, + or - for usable, and the one family that it is for.</summary>
    private static NodeLink Link(string text)
    {
        var family = text[^1] switch { '4' => IPFamily.IPv4, '6' => IPFamily.IPv6, _ => (IPFamily?)null };
        text = family is null ? text : text[..^1];
        var parts = text[..^1].Split('=');
        var subnet = parts.Length > 1 ? parts[1].Split('/') : [];
        return new NodeLink
        {
            Name = parts[0],
            IsUsable = text[^1] == '+',
            OnlyFamily = family,
            Subnets = subnet.Length > 0 ? [Prefix.Of(Address.Parse(subnet[0]), int.Parse(subnet[1]))] : [],
        };
    }
}
