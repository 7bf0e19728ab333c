using System.Buffers.Binary;

namespace MetalOrleans.Protocols.Bfd;

// The payload of an echo packet is a local matter (RFC 5880 §4.2): nobody but the sender reads it.
//
//    0                   4                   8
//   +-------------------+-------------------+---------------------------------------+
//   | "MOBE"            | discriminator     | number                                |
//   +-------------------+-------------------+---------------------------------------+
//   | token                                 |
//   +---------------------------------------+

/// <summary>The payload of an echo packet, which the peer's forwarding returns unread (RFC 5880 §6.4).</summary>
/// <param name="Discriminator">The session's own.</param>
/// <param name="Number">Grows by one with each packet, from 1.</param>
/// <param name="Token">The session's secret: who has not seen a packet cannot make one up.</param>
public readonly record struct BfdEchoPacket(uint Discriminator, ulong Number, ulong Token)
{
    /// <summary>Octets of the payload.</summary>
    public const int Length = 24;

    // "MOBE" in ASCII.
    private const uint Magic = 0x4D4F_4245;

    /// <summary>Reads a payload.</summary>
    /// <param name="octets">The payload of a datagram; octets behind it are ignored.</param>
    /// <param name="packet">The packet, when it is one.</param>
    /// <returns>False when it is shorter, or somebody else's.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> octets, out BfdEchoPacket packet)
    {
        packet = default;
        if (octets.Length < Length || BinaryPrimitives.ReadUInt32BigEndian(octets) != Magic)
        {
            return false;
        }

        packet = new BfdEchoPacket(
            BinaryPrimitives.ReadUInt32BigEndian(octets[4..]),
            BinaryPrimitives.ReadUInt64BigEndian(octets[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(octets[16..]));
        return true;
    }

    /// <summary>Writes the payload.</summary>
    /// <param name="octets">Room for <see cref="Length"/> octets.</param>
    /// <returns>Octets written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, Length, nameof(octets));
        BinaryPrimitives.WriteUInt32BigEndian(octets, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(octets[4..], Discriminator);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Number);
        BinaryPrimitives.WriteUInt64BigEndian(octets[16..], Token);
        return Length;
    }
}
