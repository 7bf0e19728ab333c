using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;

namespace MetalOrleans.Protocols.Ndp;

// RFC 4861 §4.2:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |   Type 134    |    Code = 0   |          Checksum             |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// | Cur Hop Limit |M|O|  Reserved |       Router Lifetime         |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                         Reachable Time                        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                          Retrans Timer                        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |   Options: source link-layer address                          |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>
/// Router advertisements and solicitations, as far as peers of unnumbered sessions find each other by them (RFC 4861 §4.1, §4.2).
/// </summary>
/// <remarks>
/// What is written says that its sender is no default router (lifetime 0) and leaves everything else unspecified: no host changes
/// anything because of it.
/// </remarks>
public static class RouterMessage
{
    /// <summary>Octets of an advertisement.</summary>
    public const int AdvertisementLength = AdvertisementHeaderLength + OptionLength;

    /// <summary>Octets of a solicitation.</summary>
    public const int SolicitationLength = SolicitationHeaderLength + OptionLength;

    private const int AdvertisementHeaderLength = 16;
    private const int SolicitationHeaderLength = 8;
    private const int OptionLength = 8;
    private const byte OptionSourceLinkLayer = 1;

    /// <summary>Whether octets are an advertisement or a solicitation; its hop limit and checksum are the caller's affair.</summary>
    /// <param name="octets">The ICMPv6 message.</param>
    /// <returns>Which of them; <see cref="Icmpv6Type.None"/> for neither.</returns>
    public static Icmpv6Type Judge(ReadOnlySpan<byte> octets) => octets switch
    {
        [(byte)Icmpv6Type.RouterAdvertisement, 0, ..] when octets.Length >= AdvertisementHeaderLength =>
            Icmpv6Type.RouterAdvertisement,
        [(byte)Icmpv6Type.RouterSolicitation, 0, ..] when octets.Length >= SolicitationHeaderLength =>
            Icmpv6Type.RouterSolicitation,
        _ => Icmpv6Type.None,
    };

    /// <summary>Writes an advertisement without its checksum.</summary>
    /// <returns>Octets written, <see cref="AdvertisementLength"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public static int WriteAdvertisement(Span<byte> octets, MacAddress mac) =>
        Write(octets, Icmpv6Type.RouterAdvertisement, AdvertisementHeaderLength, mac);

    /// <summary>Writes a solicitation without its checksum.</summary>
    /// <returns>Octets written, <see cref="SolicitationLength"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public static int WriteSolicitation(Span<byte> octets, MacAddress mac) =>
        Write(octets, Icmpv6Type.RouterSolicitation, SolicitationHeaderLength, mac);

    private static int Write(Span<byte> octets, Icmpv6Type type, int headerLength, MacAddress mac)
    {
        var length = headerLength + OptionLength;
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, length, nameof(octets));
        octets[..length].Clear();
        octets[0] = (byte)type;
        octets[headerLength] = OptionSourceLinkLayer;
        // In units of eight octets (RFC 4861 §4.6).
        octets[headerLength + 1] = OptionLength / 8;
        mac.Write(octets[(headerLength + 2)..]);
        return length;
    }
}
