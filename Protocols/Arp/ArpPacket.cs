using System.Buffers.Binary;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Protocols.Arp;

// RFC 826, for IPv4 on Ethernet:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |       Hardware type = 1       |    Protocol type = 0x0800     |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |  Hw len = 6   |  Proto len = 4|           Operation           |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                    Sender hardware address                    |
// +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                               |    Sender protocol address    |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |    (continued)                |    Target hardware address    |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
// |                                                               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                    Target protocol address                    |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>An ARP packet for IPv4 on Ethernet: one question or one answer about who has an address.</summary>
/// <remarks>
/// <see href="https://www.rfc-editor.org/rfc/rfc826">RFC 826</see>. A value type although it is larger than 16 octets,
/// because the responder must not allocate for a packet.
/// </remarks>
/// <param name="Operation">Question or answer; other codes keep their number.</param>
/// <param name="SenderMac">The link-layer address of the sender.</param>
/// <param name="SenderAddress">The address the sender has, or 0.0.0.0 in a probe.</param>
/// <param name="TargetMac">The link-layer address of the target; meaningless in a request.</param>
/// <param name="TargetAddress">The address asked for, or in a reply the address of the one who asked.</param>
public readonly record struct ArpPacket(
    ArpOperation Operation,
    MacAddress SenderMac,
    IPv4Address SenderAddress,
    MacAddress TargetMac,
    IPv4Address TargetAddress)
{
    /// <summary>Octets of the packet, without the Ethernet header and without padding.</summary>
    public const int Length = 28;

    private const ushort HardwareTypeEthernet = 1;
    private const int HardwareTypeOffset = 0;
    private const int ProtocolTypeOffset = 2;
    private const int HardwareLengthOffset = 4;
    private const int ProtocolLengthOffset = 5;
    private const int OperationOffset = 6;
    private const int SenderMacOffset = 8;
    private const int SenderAddressOffset = 14;
    private const int TargetMacOffset = 18;
    private const int TargetAddressOffset = 24;

    /// <summary>
    /// Whether the packet tells of an address rather than asks for one: sender and target address are the same
    /// (RFC 5227 §3, gratuitous ARP).
    /// </summary>
    public bool IsGratuitous => SenderAddress == TargetAddress;

    /// <summary>Whether the packet asks if an address is free: a request from 0.0.0.0 (RFC 5227 §1.1).</summary>
    public bool IsProbe => Operation == ArpOperation.Request && SenderAddress == IPv4Address.Any;

    /// <summary>Reads a packet; octets behind it are Ethernet padding and are ignored.</summary>
    /// <param name="octets">What follows the Ethernet header.</param>
    /// <param name="packet">The packet, when there is one.</param>
    /// <param name="error">Why there is none.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> octets, out ArpPacket packet, out ArpDecodeError error)
    {
        packet = default;
        error = Check(octets);
        if (error != ArpDecodeError.None)
        {
            return false;
        }

        packet = new ArpPacket(
            (ArpOperation)BinaryPrimitives.ReadUInt16BigEndian(octets[OperationOffset..]),
            MacAddress.Read(octets[SenderMacOffset..]),
            IPv4Address.Read(octets[SenderAddressOffset..]),
            MacAddress.Read(octets[TargetMacOffset..]),
            IPv4Address.Read(octets[TargetAddressOffset..]));
        return true;
    }

    /// <summary>Writes the packet.</summary>
    /// <returns>Octets written, always <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, Length, nameof(octets));
        BinaryPrimitives.WriteUInt16BigEndian(octets[HardwareTypeOffset..], HardwareTypeEthernet);
        BinaryPrimitives.WriteUInt16BigEndian(octets[ProtocolTypeOffset..], (ushort)EtherType.IPv4);
        octets[HardwareLengthOffset] = MacAddress.Length;
        octets[ProtocolLengthOffset] = IPv4Address.Length;
        BinaryPrimitives.WriteUInt16BigEndian(octets[OperationOffset..], (ushort)Operation);
        SenderMac.Write(octets[SenderMacOffset..]);
        SenderAddress.Write(octets[SenderAddressOffset..]);
        TargetMac.Write(octets[TargetMacOffset..]);
        TargetAddress.Write(octets[TargetAddressOffset..]);
        return Length;
    }

    private static ArpDecodeError Check(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < Length)
        {
            return ArpDecodeError.Truncated;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(octets[HardwareTypeOffset..]) != HardwareTypeEthernet
            || octets[HardwareLengthOffset] != MacAddress.Length)
        {
            return ArpDecodeError.HardwareType;
        }

        return BinaryPrimitives.ReadUInt16BigEndian(octets[ProtocolTypeOffset..]) != (ushort)EtherType.IPv4
            || octets[ProtocolLengthOffset] != IPv4Address.Length
                ? ArpDecodeError.ProtocolType
                : ArpDecodeError.None;
    }
}
