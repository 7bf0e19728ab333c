using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>An UPDATE as it was received, and what its errors cost (RFC 4271 §4.3, RFC 4760, RFC 7606).</summary>
/// <remarks>Of an update that is treated as withdrawn, <see cref="Announced"/> holds the prefixes that it withdraws.</remarks>
public sealed record BgpUpdate
{
    /// <summary>What the errors cost.</summary>
    public BgpUpdateOutcome Outcome { get; init; }

    /// <summary>What to say to the peer; set exactly when the session ends.</summary>
    public BgpNotification? Error { get; init; }

    /// <summary>The attributes that are ignored or malformed, in the order they stood.</summary>
    public ImmutableArray<BgpAttributeType> Malformed { get; init; } = [];

    /// <summary>Prefixes that can no longer be reached, of both families.</summary>
    public ImmutableArray<BgpPrefix> Withdrawn { get; init; } = [];

    /// <summary>Prefixes that can be reached by the path below, of both families.</summary>
    public ImmutableArray<BgpPrefix> Announced { get; init; } = [];

    /// <summary>The family of which this is the last of the initial routes; null when it is no End-of-RIB (RFC 4724 §2).</summary>
    public BgpFamily? EndOfRib { get; init; }

    /// <summary>Where the routes came from.</summary>
    public BgpOrigin Origin { get; init; }

    /// <summary>The autonomous systems on the way.</summary>
    public ImmutableArray<BgpAsSegment> AsPath { get; init; } = [];

    /// <summary>The next hop of the IPv4 prefixes outside of MP_REACH_NLRI; null when there are none.</summary>
    public IPv4Address? NextHop { get; init; }

    /// <summary>The next hop of the prefixes in MP_REACH_NLRI, its global address; null when there are none.</summary>
    public IPAddressValue? MpNextHop { get; init; }

    /// <summary>The link-local address beside <see cref="MpNextHop"/> (RFC 2545 §3); null when there is none.</summary>
    public IPv6Address? MpNextHopLinkLocal { get; init; }

    /// <summary>MULTI_EXIT_DISC; null when there is none.</summary>
    public uint? MultiExitDiscriminator { get; init; }

    /// <summary>LOCAL_PREF; null when there is none.</summary>
    public uint? LocalPreference { get; init; }

    /// <summary>COMMUNITIES, in the order they stood.</summary>
    public ImmutableArray<uint> Communities { get; init; } = [];

    /// <summary>LARGE_COMMUNITY, in the order they stood.</summary>
    public ImmutableArray<BgpLargeCommunity> LargeCommunities { get; init; } = [];

    /// <summary>EXTENDED COMMUNITIES as eight octets each, in the order they stood.</summary>
    public ImmutableArray<ulong> ExtendedCommunities { get; init; } = [];
}
