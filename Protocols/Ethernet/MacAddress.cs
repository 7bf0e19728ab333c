using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Ethernet;

/// <summary>A 48-bit link-layer address (EUI-48), six octets in memory as on the wire's length.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public readonly record struct MacAddress
{
    /// <summary>Octets of an address on the wire.</summary>
    public const int Length = 6;

    private const int TextLength = 17;

    private readonly ushort _high;
    private readonly uint _low;

    private MacAddress(ushort high, uint low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>ff:ff:ff:ff:ff:ff, every station on the link.</summary>
    public static MacAddress Broadcast => new(ushort.MaxValue, uint.MaxValue);

    /// <summary>00:00:00:00:00:00, the placeholder for an address not yet known.</summary>
    public static MacAddress Zero => default;

    /// <summary>
    /// The group address of an IPv6 multicast address: 33:33 and its last four octets
    /// (<see href="https://www.rfc-editor.org/rfc/rfc2464#section-7">RFC 2464 §7</see>).
    /// </summary>
    public static MacAddress ForGroup(IPv6Address group) => new(0x3333, (uint)group.Low);

    /// <summary>
    /// Whether the address names more than one station (broadcast or multicast): the lowest bit of the first octet.
    /// </summary>
    public bool IsGroup => (_high & 0x0100) != 0;

    /// <summary>Reads the first six octets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than six octets.</exception>
    public static MacAddress Read(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt16BigEndian(octets), BinaryPrimitives.ReadUInt32BigEndian(octets[2..]));

    /// <summary>Writes six octets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Room for fewer than six octets.</exception>
    public void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt16BigEndian(octets, _high);
        BinaryPrimitives.WriteUInt32BigEndian(octets[2..], _low);
    }

    /// <summary>Reads the text form <c>02:00:5e:10:00:01</c>: six pairs of hexadecimal digits between colons.</summary>
    /// <returns>False when the text has any other form.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != TextLength)
        {
            return false;
        }

        Span<byte> octets = stackalloc byte[Length];
        for (var index = 0; index < Length; index++)
        {
            var start = index * 3;
            if ((index > 0 && text[start - 1] != ':')
                || !byte.TryParse(
                    text.Slice(start, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octets[index]))
            {
                return false;
            }
        }

        address = Read(octets);
        return true;
    }

    /// <summary>The text form, lower case: <c>02:00:5e:10:00:01</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{_high >> 8:x2}:{_high & 0xFF:x2}:{_low >> 24:x2}:{(_low >> 16) & 0xFF:x2}:{(_low >> 8) & 0xFF:x2}:{_low & 0xFF:x2}");
}
