using System.Runtime.InteropServices;
using System.Text;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Netlink;

// linux/netlink.h, linux/rtnetlink.h and linux/if_addr.h, host byte order:
//
// +---------------+-------+-------+---------+----------+   +--------+-----+------+-------+-------+--------+
// | length     u32| type  | flags | seq  u32| port  u32|   | family | pad | type | index | flags | change |
// |               |   u16 |   u16 |         |          |   |     u8 |  u8 |  u16 |   i32 |   u32 |    u32 |
// +---------------+-------+-------+---------+----------+   +--------+-----+------+-------+-------+--------+
//   nlmsghdr, 16 octets                                      ifinfomsg, 16 octets, then attributes {u16 length, u16 type}
//
//                                                          +--------+---------------+-------+-------+--------+
//                                                          | family | prefix length | flags | scope |  index |
//                                                          |     u8 |            u8 |    u8 |    u8 |    i32 |
//                                                          +--------+---------------+-------+-------+--------+
//                                                            ifaddrmsg, 8 octets, then attributes

/// <summary>The few messages of rtnetlink that tell about interfaces and their addresses.</summary>
internal static class Rtnetlink
{
    /// <summary>Octets of a dump request.</summary>
    public const int DumpRequestLength = HeaderLength + LinkInfoLength;

    /// <summary>RTM_GETLINK: asks for every interface.</summary>
    public const ushort MessageGetLink = 18;

    /// <summary>RTM_GETADDR: asks for every address.</summary>
    public const ushort MessageGetAddress = 22;

    private const int HeaderLength = 16;
    private const int LinkInfoLength = 16;
    private const int AddressInfoLength = 8;
    private const int AttributeHeaderLength = 4;
    private const int Alignment = 4;
    private const ushort AttributeTypeMask = 0x3FFF;

    private const ushort MessageDone = 3;
    private const ushort MessageNewLink = 16;
    private const ushort MessageDeleteLink = 17;
    private const ushort MessageNewAddress = 20;
    private const ushort MessageDeleteAddress = 21;
    private const ushort FlagRequest = 0x1;
    private const ushort FlagDump = 0x300;

    private const ushort LinkAttributeAddress = 1;
    private const ushort LinkAttributeName = 3;
    private const ushort LinkAttributeMaster = 10;
    private const ushort AddressAttributeAddress = 1;
    private const ushort AddressAttributeLocal = 2;
    private const ushort AddressAttributeFlags = 8;

    // AF_BRIDGE: a bridge port's own notification, which says nothing about the interface itself.
    private const byte FamilyBridge = 7;

    /// <summary>Writes the request for a description of every interface, or of every address.</summary>
    public static int EncodeDumpRequest(Span<byte> buffer, ushort message, uint sequence)
    {
        buffer = buffer[..DumpRequestLength];
        buffer.Clear();
        MemoryMarshal.Write(buffer, DumpRequestLength);
        MemoryMarshal.Write(buffer[4..], message);
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

    private static LinkMessage? DecodeOne(ushort type, ReadOnlySpan<byte> body) => type switch
    {
        MessageDone => new LinkMessage.DumpEnded(),
        MessageNewLink when IsLink(body) => new LinkMessage.Present(DecodeLink(body)),
        MessageDeleteLink when IsLink(body) => new LinkMessage.Gone(IndexOf(body)),
        MessageNewAddress when DecodeAddress(body) is { } address => new LinkMessage.AddressPresent(address),
        MessageDeleteAddress when DecodeAddress(body) is { } address => new LinkMessage.AddressGone(address),
        _ => null,
    };

    private static bool IsLink(ReadOnlySpan<byte> body) => body.Length >= LinkInfoLength && body[0] != FamilyBridge;

    // ifinfomsg and ifaddrmsg have it at the same place.
    private static int IndexOf(ReadOnlySpan<byte> body) => MemoryMarshal.Read<int>(body[4..]);

    private static LinkState DecodeLink(ReadOnlySpan<byte> body)
    {
        var link = new LinkState(
            IndexOf(body),
            Name: "",
            (LinkFlags)MemoryMarshal.Read<uint>(body[8..]),
            MemoryMarshal.Read<ushort>(body[2..]),
            MacAddress.Zero,
            Master: 0);
        var attributes = body[LinkInfoLength..];
        while (TryReadAttribute(ref attributes, out var type, out var value))
        {
            link = WithAttribute(link, type, value);
        }

        return link;
    }

    private static LinkState WithAttribute(LinkState link, int type, ReadOnlySpan<byte> value) => type switch
    {
        LinkAttributeName => link with { Name = Encoding.UTF8.GetString(value.TrimEnd((byte)0)) },
        LinkAttributeAddress when value.Length == MacAddress.Length => link with { Mac = MacAddress.Read(value) },
        LinkAttributeMaster when value.Length >= sizeof(int) => link with { Master = MemoryMarshal.Read<int>(value) },
        _ => link,
    };

    // The 32-bit flags attribute holds what the header's eight bits hold, and more. Of a point-to-point link the local
    // attribute is the interface's own address, and the other one the far end's.
    private static LinkAddress? DecodeAddress(ReadOnlySpan<byte> body)
    {
        if (body.Length < AddressInfoLength)
        {
            return null;
        }

        uint flags = body[2];
        IPAddressValue? address = null;
        IPAddressValue? local = null;
        var attributes = body[AddressInfoLength..];
        while (TryReadAttribute(ref attributes, out var type, out var value))
        {
            switch (type)
            {
                case AddressAttributeAddress:
                    address = ReadAddress(value);
                    break;
                case AddressAttributeLocal:
                    local = ReadAddress(value);
                    break;
                case AddressAttributeFlags when value.Length >= sizeof(uint):
                    flags = MemoryMarshal.Read<uint>(value);
                    break;
            }
        }

        return (local ?? address) is { } found
            ? new LinkAddress(IndexOf(body), found, PrefixLength: body[1], (LinkAddressFlags)flags)
            : null;
    }

    private static IPAddressValue? ReadAddress(ReadOnlySpan<byte> value) => value.Length switch
    {
        IPv4Address.Length => IPv4Address.Read(value),
        IPv6Address.Length => IPv6Address.Read(value),
        _ => null,
    };

    private static bool TryReadAttribute(ref ReadOnlySpan<byte> attributes, out int type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (attributes.Length < AttributeHeaderLength)
        {
            return false;
        }

        int length = MemoryMarshal.Read<ushort>(attributes);
        if (length < AttributeHeaderLength || length > attributes.Length)
        {
            return false;
        }

        type = MemoryMarshal.Read<ushort>(attributes[2..]) & AttributeTypeMask;
        value = attributes[AttributeHeaderLength..length];
        attributes = attributes[Math.Min(Align(length), attributes.Length)..];
        return true;
    }

    private static int Align(int length) => (length + Alignment - 1) & ~(Alignment - 1);
}
