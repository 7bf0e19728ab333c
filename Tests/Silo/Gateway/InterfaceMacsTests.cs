using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Silo.Gateway;

namespace MetalOrleans.Tests.Silo.Gateway;

public sealed class InterfaceMacsTests
{
    private readonly InterfaceMacs _macs = new();

    [Fact]
    public void Knows_the_interfaces_that_are_used_and_remembers_them_while_they_are_down()
    {
        Assert.True(_macs.Apply([State("eth0", 1), State("cali7", 2, "Excluded"), State("lo", 0, "Loopback")]));
        Assert.False(_macs.Apply([State("eth0", 1, "Down")]));

        Assert.Equal([1], _macs.All.Select(mac => (int)mac[5]));
    }

    [Fact]
    public void A_removed_interface_and_a_new_address_change_it()
    {
        _macs.Apply([State("eth0", 1), State("eth1", 2)]);

        Assert.True(_macs.Apply([new InterfaceState { Name = "eth0", Removed = true }]));
        Assert.True(_macs.Apply([State("eth1", 3)]));
        Assert.Equal([3], _macs.All.Select(mac => (int)mac[5]));
    }

    [Fact]
    public void An_interface_that_is_used_for_IPv6_alone_is_known_too()
    {
        var state = State("eth0", 1, "NoArp");
        state.AnswersNdp = true;

        Assert.True(_macs.Apply([state]));
        Assert.Equal([1], _macs.All.Select(mac => (int)mac[5]));
    }

    // Peers' bytes never throw: an address of any other length is no Ethernet address.
    [Fact]
    public void An_address_of_another_length_is_passed_over() =>
        Assert.False(_macs.Apply([new InterfaceState { Name = "eth0", Mac = ByteString.CopyFrom(1, 2, 3) }]));

    private static InterfaceState State(string name, byte last, string skipped = "") =>
        new() { Name = name, Mac = ByteString.CopyFrom(2, 0, 0, 0, 0, last), Skipped = skipped };
}
