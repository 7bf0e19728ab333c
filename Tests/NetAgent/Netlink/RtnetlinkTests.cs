using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Tests.NetAgent.Netlink;

public sealed class RtnetlinkTests
{
    // RTM_NEWLINK of a veth as Linux 6.18 (x86-64) sends it, cut down to name, address and master:
    // nlmsghdr {length 60, type 16, flags 0, sequence 1, port 0}, ifinfomsg {family 0, type 1, index 2, flags 0x11043}.
    private const string NewLink =
        "3c000000" + "1000" + "0000" + "01000000" + "00000000"
        + "00" + "00" + "0100" + "02000000" + "43100100" + "00000000"
        + "0700" + "0300" + "653000" + "00"
        + "0a00" + "0100" + "02000000000a" + "0000"
        + "0800" + "0a00" + "07000000";

    [Fact]
    public void Reads_an_interface()
    {
        var link = Assert.IsType<LinkMessage.Present>(Assert.Single(Decode(NewLink))).Link;

        Assert.Equal(2, link.Index);
        Assert.Equal("e0", link.Name);
        Assert.Equal("02:00:00:00:00:0a", link.Mac.ToString());
        Assert.Equal(7, link.Master);
        Assert.Equal(LinkState.Ethernet, link.HardwareType);
        Assert.True(link.HasCarrier);
        Assert.True(link.Flags.HasFlag(LinkFlags.Up | LinkFlags.Broadcast));
    }

    [Fact]
    public void Reads_every_message_of_a_datagram()
    {
        var done = "14000000" + "0300" + "0200" + "01000000" + "00000000" + "00000000";
        var deleted = NewLink.Replace("3c0000001000", "3c0000001100", StringComparison.Ordinal);

        var messages = Decode(NewLink + deleted + done);

        Assert.IsType<LinkMessage.Present>(messages[0]);
        Assert.Equal(2, Assert.IsType<LinkMessage.Gone>(messages[1]).Index);
        Assert.IsType<LinkMessage.DumpEnded>(messages[2]);
    }

    [Fact]
    public void Passes_over_a_bridges_word_about_its_port()
    {
        var bridge = Convert.FromHexString(NewLink);
        bridge[16] = 7;

        Assert.Empty(Decode(Convert.ToHexString(bridge)));
    }

    [Fact]
    public void Leaves_the_address_of_another_medium_out()
    {
        var infiniband = NewLink.Replace("0a00010002000000000a0000", "0600010002000000", StringComparison.Ordinal)
            .Replace("3c000000", "38000000", StringComparison.Ordinal);

        Assert.Equal(MacAddress.Zero, Assert.IsType<LinkMessage.Present>(Assert.Single(Decode(infiniband))).Link.Mac);
    }

    // RTM_NEWADDR of an address that an interface was just given, cut down to address and flags: nlmsghdr {length 52, type 20},
    // ifaddrmsg {family 10, prefix 64, flags 0xc0, scope link, index 2}, IFA_ADDRESS fe80::a, IFA_FLAGS 0xc0.
    private const string NewAddress =
        "34000000" + "1400" + "0000" + "01000000" + "00000000"
        + "0a" + "40" + "c0" + "fd" + "02000000"
        + "1400" + "0100" + "fe80000000000000000000000000000a"
        + "0800" + "0800" + "c0000000";

    [Fact]
    [Trait("Ref", "L-084")]
    public void Reads_an_address_whose_uniqueness_is_still_unknown()
    {
        var address = Assert.IsType<LinkMessage.AddressPresent>(Assert.Single(Decode(NewAddress))).Address;

        Assert.Equal(2, address.Index);
        Assert.Equal("fe80::a", address.Address.ToString());
        Assert.Equal(64, address.PrefixLength);
        Assert.True(address.Flags.HasFlag(LinkAddressFlags.Tentative));
        Assert.False(address.Flags.HasFlag(LinkAddressFlags.Duplicate));
    }

    // Of a point-to-point link the first attribute is the far end's address, the second one the interface's own.
    [Fact]
    public void Reads_the_near_end_of_a_point_to_point_link()
    {
        var gone = "28000000" + "1500" + "0000" + "01000000" + "00000000"
            + "02" + "20" + "80" + "00" + "03000000"
            + "0800" + "0100" + "c0000201"
            + "0800" + "0200" + "c0000202";

        var address = Assert.IsType<LinkMessage.AddressGone>(Assert.Single(Decode(gone))).Address;

        Assert.Equal((3, "192.0.2.2"), (address.Index, address.Address.ToString()));
    }

    [Fact]
    public void Encodes_the_dump_request()
    {
        var octets = new byte[Rtnetlink.DumpRequestLength];

        Assert.Equal(32, Rtnetlink.EncodeDumpRequest(octets, Rtnetlink.MessageGetLink, sequence: 5));
        Assert.Equal(
            "20000000" + "1200" + "0103" + "05000000" + "00000000" + new string('0', 32), Convert.ToHexString(octets));
    }

    [Fact]
    public void Never_throws_on_random_octets()
    {
        Prop.ForAll<byte[]>(octets =>
        {
            Rtnetlink.Decode(octets, []);
            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Never_throws_on_a_message_with_changed_octets()
    {
        Prop.ForAll<(int Offset, byte Value, int Length)>(change =>
        {
            var octets = Convert.FromHexString(NewLink + NewAddress);
            octets[(int)((uint)change.Offset % octets.Length)] = change.Value;
            Rtnetlink.Decode(octets.AsSpan(0, (int)((uint)change.Length % (octets.Length + 1))), []);
            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static List<LinkMessage> Decode(string hex)
    {
        var messages = new List<LinkMessage>();
        Rtnetlink.Decode(Convert.FromHexString(hex), messages);
        return messages;
    }
}
