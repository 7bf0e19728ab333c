using System.Runtime.InteropServices;
using System.Text;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Netlink;

// linux/netlink.h and linux/rtnetlink.h, host byte order:
//
// +---------------+-------+-------+---------+----------+   +--------+-----+------+-------+-------+--------+
// | length     u32| type  | flags | seq  u32| port  u32|   | family | pad | type | index | flags | change |
// |               |   u16 |   u16 |         |          |   |     u8 |  u8 |  u16 |   i32 |   u32 |    u32 |
// +---------------+-------+-------+---------+----------+   +--------+-----+------+-------+-------+--------+
//   nlmsghdr, 16 octets                                      ifinfomsg, 16 octets, then attributes {u16 length, u16 type}

/// <summary>The few messages of rtnetlink that tell about interfaces.</summary>
internal static class Rtnetlink
{
    /// <summary>Octets of the dump request.</summary>
    public const int DumpRequestLength = HeaderLength + InfoLength;

    private const int HeaderLength = 16;
    private const int InfoLength = 16;
    private const int AttributeHeaderLength = 4;
    private const int Alignment = 4;
    private const ushort AttributeTypeMask = 0x3FFF;

    private const ushort MessageDone = 3;
    private const ushort MessageNewLink = 16;
    private const ushort MessageDeleteLink = 17;
    private const ushort MessageGetLink = 18;
    private const ushort FlagRequest = 0x1;
    private const ushort FlagDump = 0x300;

    private const ushort AttributeAddress = 1;
    private const ushort AttributeName = 3;
    private const ushort AttributeMaster = 10;

    // AF_BRIDGE: a bridge port's own notification, which says nothing about the interface itself.
    private const byte FamilyBridge = 7;

    /// <summary>Writes the request for a description of every interface.</summary>
    public static int EncodeDumpRequest(Span<byte> buffer, uint sequence)
    {
        buffer = buffer[..DumpRequestLength];
        buffer.Clear();
        MemoryMarshal.Write(buffer, DumpRequestLength);
        MemoryMarshal.Write(buffer[4..], MessageGetLink);
        MemoryMarshal.Write(buffer[6..], (ushort)(FlagRequest | FlagDump));
        MemoryMarshal.Write(buffer[8..], sequence);
        return DumpRequestLength;
    }

    /// <summary>Appends what a datagram from the kernel says; what it says about other things is passed over.</summary>
    public static void Decode(ReadOnlySpan<byte> datagram, List<LinkMessage> messages)
    {
        while (datagram.Length >= HeaderLength)
        {
            var length = MemoryMarshal.Read<int>(datagram);
            if (length < HeaderLength || length > datagram.Length)
            {
                return;
            }

            var message = DecodeOne(MemoryMarshal.Read<ushort>(datagram[4..]), datagram[HeaderLength..length]);
            if (message is not null)
            {
                messages.Add(message);
            }

            datagram = datagram[Math.Min(Align(length), datagram.Length)..];
        }
    }

    private static LinkMessage? DecodeOne(ushort type, ReadOnlySpan<byte> body)
    {
        if (type == MessageDone)
        {
            return new LinkMessage.DumpEnded();
        }

        if (type is not (MessageNewLink or MessageDeleteLink) || body.Length < InfoLength || body[0] == FamilyBridge)
        {
            return null;
        }

        var index = MemoryMarshal.Read<int>(body[4..]);
        return type == MessageDeleteLink
            ? new LinkMessage.Gone(index)
            : new LinkMessage.Present(DecodeLink(index, body));
    }

    private static LinkState DecodeLink(int index, ReadOnlySpan<byte> body)
    {
        var link = new LinkState(
            index,
            Name: "",
            (LinkFlags)MemoryMarshal.Read<uint>(body[8..]),
            MemoryMarshal.Read<ushort>(body[2..]),
            MacAddress.Zero,
            Master: 0);
        var attributes = body[InfoLength..];
        while (attributes.Length >= AttributeHeaderLength)
        {
            int length = MemoryMarshal.Read<ushort>(attributes);
            if (length < AttributeHeaderLength || length > attributes.Length)
            {
                break;
            }

            var type = MemoryMarshal.Read<ushort>(attributes[2..]) & AttributeTypeMask;
            link = WithAttribute(link, type, attributes[AttributeHeaderLength..length]);
            attributes = attributes[Math.Min(Align(length), attributes.Length)..];
        }

        return link;
    }

    private static LinkState WithAttribute(LinkState link, int type, ReadOnlySpan<byte> value) => type switch
    {
        AttributeName => link with { Name = Encoding.UTF8.GetString(value.TrimEnd((byte)0)) },
        AttributeAddress when value.Length == MacAddress.Length => link with { Mac = MacAddress.Read(value) },
        AttributeMaster when value.Length >= sizeof(int) => link with { Master = MemoryMarshal.Read<int>(value) },
        _ => link,
    };

    private static int Align(int length) => (length + Alignment - 1) & ~(Alignment - 1);
}
