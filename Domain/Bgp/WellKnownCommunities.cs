using System.Collections.Frozen;

namespace MetalOrleans.Domain.Bgp;

/// <summary>
/// The communities that every router knows
/// (<see href="https://www.iana.org/assignments/bgp-well-known-communities">IANA registry</see>), by their names in lower
/// case with hyphens, as router configurations write them.
/// </summary>
/// <remarks>A Community object that defines one of the names wins over this table, so that no existing object changes its meaning.</remarks>
public static class WellKnownCommunities
{
    private const ushort WellKnown = 0xffff;

    /// <summary>GRACEFUL_SHUTDOWN: prefer any other route, this one is about to go (RFC 8326).</summary>
    public static BgpCommunity GracefulShutdown { get; } = BgpCommunity.Standard(WellKnown, 0x0000);

    /// <summary>The communities by name.</summary>
    public static FrozenDictionary<string, BgpCommunity> ByName { get; } = new Dictionary<string, BgpCommunity>
    {
        ["graceful-shutdown"] = GracefulShutdown,
        ["accept-own"] = BgpCommunity.Standard(WellKnown, 0x0001), // RFC 7611
        ["llgr-stale"] = BgpCommunity.Standard(WellKnown, 0x0006), // RFC 9494
        ["no-llgr"] = BgpCommunity.Standard(WellKnown, 0x0007), // RFC 9494
        ["blackhole"] = BgpCommunity.Standard(WellKnown, 0x029a), // RFC 7999
        ["no-export"] = BgpCommunity.Standard(WellKnown, 0xff01), // RFC 1997
        ["no-advertise"] = BgpCommunity.Standard(WellKnown, 0xff02), // RFC 1997
        ["no-export-subconfed"] = BgpCommunity.Standard(WellKnown, 0xff03), // RFC 1997
        ["no-peer"] = BgpCommunity.Standard(WellKnown, 0xff04), // RFC 3765
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
