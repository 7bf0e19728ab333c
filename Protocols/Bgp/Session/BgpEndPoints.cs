using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>The ends of a connection, and what our routes over it can have as next hop.</summary>
/// <param name="Local">Our end.</param>
/// <param name="Remote">The peer's end.</param>
public sealed record BgpEndPoints(IPAddressValue Local, IPAddressValue Remote)
{
    /// <summary>The next hop of IPv4 routes: our end, or the IPv4 address of its interface; null when there is none (B-022).</summary>
    public IPv4Address? NextHopIPv4 { get; init; } = Local.IsIPv4 ? Local.IPv4 : null;

    /// <summary>
    /// The next hop of IPv6 routes: our end, or the global IPv6 address of its interface; the link-local one of an unnumbered
    /// session that has no other; null when there is none.
    /// </summary>
    public IPv6Address? NextHopIPv6 { get; init; } = Local.IsIPv4 ? null : Local.IPv6;

    /// <summary>The link-local address beside <see cref="NextHopIPv6"/>, when the peer is on the same link (RFC 2545 §3).</summary>
    public IPv6Address? NextHopLinkLocal { get; init; }
}
