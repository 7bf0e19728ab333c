using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Silo.Gateway;

namespace MetalOrleans.Tests.Silo.Gateway;

/// <summary>What of an agent's interfaces the election knows.</summary>
public sealed class AgentLinksTests
{
    private static readonly Address _vip = Address.Parse("192.168.1.240");

    [Fact]
    public void A_link_with_carrier_that_the_agent_uses_is_usable()
    {
        var links = Apply(NodeLinks.None, Eth0());

        Assert.True(links.ByName["eth0"].IsUsable);
        Assert.False(links.IsCutOff(_vip, []));
    }

    [Theory]
    [InlineData(false, "", false)]
    [InlineData(true, "Down", false)]
    [InlineData(true, "Enslaved", false)]
    [InlineData(true, "", true)]
    public void A_link_that_loses_carrier_goes_down_is_taken_away_or_removed_cuts_the_node_off(
        bool carrier, string skipped, bool removed)
    {
        var links = Apply(Apply(NodeLinks.None, Eth0()), new InterfaceState
        {
            Name = "eth0",
            Carrier = carrier,
            Skipped = skipped,
            Removed = removed,
        });

        Assert.True(links.IsCutOff(_vip, []));
        Assert.Equal("192.168.1.0/24", Assert.Single(links.ByName["eth0"].Subnets).ToString());
        Assert.False(Apply(links, Eth0()).IsCutOff(_vip, []));
    }

    // The agent waits until the link-local address is known to be unique; until then another node can do better.
    [Fact]
    [Trait("Ref", "L-051")]
    public void A_link_without_a_usable_link_local_address_is_for_IPv4_only()
    {
        var vip6 = Address.Parse("2001:db8::f0");
        var state = Eth0();
        var tentative = Apply(NodeLinks.None, state);
        state = state.Clone();
        state.AnswersNdp = true;
        var unique = Apply(tentative, state);
        state = state.Clone();
        state.Skipped = "NoBroadcast";
        var without = Apply(unique, state);

        Assert.Equal([(false, true), (false, false), (true, false)], Array.ConvertAll(
            [tentative, unique, without], links => (links.IsCutOff(_vip, []), links.IsCutOff(vip6, []))));
    }

    [Fact]
    public void Interfaces_that_the_agent_never_used_are_no_links()
    {
        var links = Apply(
            NodeLinks.None,
            new InterfaceState { Name = "veth1", Carrier = true, Skipped = "Excluded" },
            new InterfaceState { Name = "lo", Carrier = true, Skipped = "Loopback" },
            new InterfaceState { Name = "gone", Removed = true });

        Assert.Same(NodeLinks.None, links);
    }

    [Fact]
    public void A_report_that_says_the_same_changes_nothing()
    {
        var links = Apply(NodeLinks.None, Eth0());

        Assert.Same(links, Apply(links, Eth0()));
    }

    [Fact]
    public void A_subnet_that_is_none_is_left_out() // invariant 5
    {
        var state = Eth0();
        state.Subnets.Add(new Subnet { Address = ByteString.CopyFrom(1, 2, 3), PrefixLength = 8 });
        state.Subnets.Add(new Subnet { Address = ByteString.CopyFrom(1, 2, 3, 4), PrefixLength = 33 });

        Assert.Single(Apply(NodeLinks.None, state).ByName["eth0"].Subnets);
    }

    private static NodeLinks Apply(NodeLinks links, params InterfaceState[] states) => AgentLinks.Apply(links, states);

    private static InterfaceState Eth0()
    {
        var state = new InterfaceState { Name = "eth0", Carrier = true };
        state.Subnets.Add(new Subnet { Address = ByteString.CopyFrom(192, 168, 1, 11), PrefixLength = 24 });
        return state;
    }
}
