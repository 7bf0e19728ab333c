using System.Buffers.Binary;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>A wish for all routes of a family, or a bound of their repetition (RFC 2918 §3, RFC 7313 §3.2).</summary>
/// <param name="Family">The family.</param>
/// <param name="Subtype">0 for the wish, 1 for the begin and 2 for the end of the repetition; others are ignored (RFC 7313 §5).</param>
public readonly record struct BgpRouteRefresh(BgpFamily Family, byte Subtype)
{
    /// <summary>All routes are wanted.</summary>
    public const byte Request = 0;

    /// <summary>All routes follow.</summary>
    public const byte Begin = 1;

    /// <summary>All routes have been sent.</summary>
    public const byte End = 2;

    /// <summary>Octets of the whole message.</summary>
    public const int MessageLength = BgpHeader.Length + BodyLength;

    private const int BodyLength = 4;

    /// <summary>Reads the body of a ROUTE-REFRESH.</summary>
    /// <returns>Whether there is one; when there is none, <paramref name="error"/> says what to tell the peer.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> body, out BgpRouteRefresh refresh, out BgpNotification? error)
    {
        refresh = default;
        error = null;
        if (body.Length != BodyLength)
        {
            error = new BgpNotification(BgpErrorCode.RouteRefreshMessage, BgpErrorSubcode.RouteRefresh.InvalidMessageLength);
            return false;
        }

        refresh = new BgpRouteRefresh(new BgpFamily(BinaryPrimitives.ReadUInt16BigEndian(body), body[3]), body[2]);
        return true;
    }

    /// <summary>Writes the whole message.</summary>
    /// <returns>Octets written, always <see cref="MessageLength"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, MessageLength, nameof(octets));
        BgpHeader.Write(octets, MessageLength, BgpMessageType.RouteRefresh);
        var body = octets[BgpHeader.Length..];
        BinaryPrimitives.WriteUInt16BigEndian(body, Family.Afi);
        body[2] = Subtype;
        body[3] = Family.Safi;
        return MessageLength;
    }
}
