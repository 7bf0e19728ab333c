using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Tests.Protocols.Arp;

namespace MetalOrleans.Tests.NetAgent.Interfaces;

public sealed class InterfaceTableTests
{
    private static readonly LinkState Eth0 = new(
        2, "eth0", LinkFlags.Up | LinkFlags.Broadcast, LinkState.Ethernet, ArpVectors.Interface, Master: 0);

    private readonly InterfaceTable _table = new(InterfaceExclusions.None);

    [Fact]
    public void Is_complete_after_the_first_dump()
    {
        _table.Apply(new LinkMessage.DumpStarted());
        _table.Apply(new LinkMessage.Present(Eth0));
        Assert.False(_table.IsComplete);

        _table.Apply(new LinkMessage.DumpEnded());

        Assert.True(_table.IsComplete);
        Assert.True(_table.Exists("eth0"));
        Assert.False(_table.Exists("eth1"));
    }

    [Fact]
    public void The_same_again_is_no_change()
    {
        Assert.Single(_table.Apply(new LinkMessage.Present(Eth0)));

        Assert.Empty(_table.Apply(new LinkMessage.Present(Eth0)));
    }

    // Events were lost: what the second dump does not mention was deleted meanwhile.
    [Fact]
    public void What_a_dump_does_not_mention_is_gone()
    {
        _table.Apply(new LinkMessage.Present(Eth0));
        _table.Apply(new LinkMessage.Present(Eth0 with { Index = 3, Name = "eth1" }));
        _table.Apply(new LinkMessage.DumpStarted());
        _table.Apply(new LinkMessage.Present(Eth0));

        var change = Assert.Single(_table.Apply(new LinkMessage.DumpEnded()));

        Assert.Equal("eth1", change.Before!.Link.Name);
        Assert.Null(change.After);
        Assert.False(_table.Exists("eth1"));
    }

    [Fact]
    public void A_socket_survives_a_change_of_carrier_only()
    {
        _table.Apply(new LinkMessage.Present(Eth0));

        Assert.True(Change(Eth0 with { Flags = Eth0.Flags | LinkFlags.LowerUp }).KeepsSocket(judged => judged.Arp));
        Assert.False(Change(Eth0 with { Name = "lan0" }).KeepsSocket(judged => judged.Arp));
        Assert.False(Change(Eth0 with { Mac = ArpVectors.Client }).KeepsSocket(judged => judged.Arp));
        Assert.False(Change(Eth0 with { Flags = LinkFlags.Broadcast }).KeepsSocket(judged => judged.Arp));
        Assert.False(Change(Eth0).KeepsSocket(judged => judged.Arp));
        Assert.False(Change(Eth0 with { Master = 9 }).KeepsSocket(judged => judged.Arp));
    }

    // L-084: the kernel says when the address is known to be unique; until then there is nothing to answer from.
    [Fact]
    public void An_address_that_becomes_unique_changes_the_verdict_for_IPv6_alone()
    {
        var tentative = LinkLocal(LinkAddressFlags.Tentative);
        _table.Apply(new LinkMessage.Present(Eth0 with { Flags = Eth0.Flags | LinkFlags.Multicast }));
        Assert.Single(_table.Apply(new LinkMessage.AddressPresent(tentative)));

        var change = Assert.Single(_table.Apply(
            new LinkMessage.AddressPresent(tentative with { Flags = LinkAddressFlags.None })));

        Assert.Equal(InterfaceVerdict.LinkLocalTentative, change.Before!.Ndp);
        Assert.Equal(InterfaceVerdict.Qualifies, change.After!.Ndp);
        Assert.True(change.KeepsSocket(judged => judged.Arp));
        Assert.False(change.KeepsSocket(judged => judged.Ndp));
    }

    [Fact]
    public void An_address_that_a_dump_does_not_mention_is_gone()
    {
        _table.Apply(new LinkMessage.Present(Eth0 with { Flags = Eth0.Flags | LinkFlags.Multicast }));
        _table.Apply(new LinkMessage.AddressPresent(LinkLocal(LinkAddressFlags.None)));
        _table.Apply(new LinkMessage.DumpStarted());
        _table.Apply(new LinkMessage.Present(_table.Interfaces[2].Link));

        var change = Assert.Single(_table.Apply(new LinkMessage.DumpEnded()));

        Assert.Equal(InterfaceVerdict.NoLinkLocal, change.After!.Ndp);
        Assert.Empty(_table.AddressesOf(2));
    }

    [Fact]
    public void An_address_told_before_its_interface_is_not_forgotten()
    {
        _table.Apply(new LinkMessage.AddressPresent(LinkLocal(LinkAddressFlags.None)));

        var change = Assert.Single(_table.Apply(
            new LinkMessage.Present(Eth0 with { Flags = Eth0.Flags | LinkFlags.Multicast })));

        Assert.Equal(InterfaceVerdict.Qualifies, change.After!.Ndp);
    }

    // L-054: an interface that is down exists.
    [Fact]
    public void An_interface_that_is_down_exists_and_an_excluded_one_does_not()
    {
        var table = new InterfaceTable(InterfaceExclusions.Create(["^veth"], "f").Exclusions!);
        table.Apply(new LinkMessage.Present(Eth0 with { Flags = LinkFlags.None }));
        table.Apply(new LinkMessage.Present(Eth0 with { Index = 3, Name = "veth1" }));

        Assert.True(table.Exists("eth0"));
        Assert.False(table.Exists("veth1"));
    }

    private static LinkAddress LinkLocal(LinkAddressFlags flags) => new(
        2, new IPv6Address(0xFE80_0000_0000_0000, 10), PrefixLength: 64, flags);

    private InterfaceChange Change(LinkState link) => Assert.Single(_table.Apply(new LinkMessage.Present(link)));
}
