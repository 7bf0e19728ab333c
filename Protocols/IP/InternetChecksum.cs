using System.Buffers.Binary;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.IP;

/// <summary>The one's complement sum that IPv4, ICMP and ICMPv6 protect themselves with.</summary>
/// <remarks>
/// <see href="https://www.rfc-editor.org/rfc/rfc1071">RFC 1071</see>. A message whose checksum field is filled in sums to
/// zero; with the field zero the sum is what belongs into it.
/// </remarks>
public static class InternetChecksum
{
    /// <summary>The checksum of octets.</summary>
    public static ushort Of(ReadOnlySpan<byte> octets) => Fold(Sum(octets));

    /// <summary>
    /// The checksum of an ICMPv6 message with its pseudo-header (RFC 8200 §8.1, RFC 4443 §2.3).
    /// </summary>
    public static ushort OfIcmpv6(IPv6Address source, IPv6Address destination, ReadOnlySpan<byte> message) =>
        Fold(Sum(source) + Sum(destination) + (ulong)message.Length + (byte)IPProtocol.Icmpv6 + Sum(message));

    private static ulong Sum(IPv6Address address) =>
        (address.High >> 32) + (uint)address.High + (address.Low >> 32) + (uint)address.Low;

    // Words of 32 bits add up to the same as words of 16: 2^16 is 1 modulo 2^16 - 1.
    private static ulong Sum(ReadOnlySpan<byte> octets)
    {
        ulong sum = 0;
        while (octets.Length >= sizeof(uint))
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(octets);
            octets = octets[sizeof(uint)..];
        }

        if (octets.Length >= sizeof(ushort))
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
            octets = octets[sizeof(ushort)..];
        }

        return octets.IsEmpty ? sum : sum + (uint)(octets[0] << 8);
    }

    private static ushort Fold(ulong sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
