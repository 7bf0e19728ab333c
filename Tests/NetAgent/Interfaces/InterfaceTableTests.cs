using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
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

        Assert.True(Change(Eth0 with { Flags = Eth0.Flags | LinkFlags.LowerUp }).KeepsSocket(judged => judged.Verdict));
        Assert.False(Change(Eth0 with { Name = "lan0" }).KeepsSocket(judged => judged.Verdict));
        Assert.False(Change(Eth0 with { Mac = ArpVectors.Client }).KeepsSocket(judged => judged.Verdict));
        Assert.False(Change(Eth0 with { Flags = LinkFlags.Broadcast }).KeepsSocket(judged => judged.Verdict));
        Assert.False(Change(Eth0).KeepsSocket(judged => judged.Verdict));
        Assert.False(Change(Eth0 with { Master = 9 }).KeepsSocket(judged => judged.Verdict));
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

    private InterfaceChange Change(LinkState link) => Assert.Single(_table.Apply(new LinkMessage.Present(link)));
}
