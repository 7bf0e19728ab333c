using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>The attributes of routes that this side announces to one peer. Routes with equal ones travel in one UPDATE.</summary>
public sealed record BgpPathAttributes
{
    /// <summary>Where the routes are sent to: an address of this side.</summary>
    public required IPAddressValue NextHop { get; init; }

    /// <summary>The link-local address beside an IPv6 next hop (RFC 2545 §3); null for none.</summary>
    public IPv6Address? NextHopLinkLocal { get; init; }

    /// <summary>The autonomous systems of the path as a sequence, the nearest first; empty within an autonomous system.</summary>
    public ImmutableArray<uint> AsPath { get; init; } = [];

    /// <summary>MULTI_EXIT_DISC; null for none.</summary>
    public uint? MultiExitDiscriminator { get; init; }

    /// <summary>LOCAL_PREF, which every route within an autonomous system has; null for none.</summary>
    public uint? LocalPreference { get; init; }

    /// <summary>COMMUNITIES, ascending.</summary>
    public ImmutableArray<uint> Communities { get; init; } = [];

    /// <summary>EXTENDED COMMUNITIES as eight octets each, ascending.</summary>
    public ImmutableArray<ulong> ExtendedCommunities { get; init; } = [];

    /// <summary>LARGE_COMMUNITY, in canonical order.</summary>
    public ImmutableArray<BgpLargeCommunity> LargeCommunities { get; init; } = [];

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(BgpPathAttributes? other) =>
        other is not null
        && NextHop == other.NextHop
        && NextHopLinkLocal == other.NextHopLinkLocal
        && MultiExitDiscriminator == other.MultiExitDiscriminator
        && LocalPreference == other.LocalPreference
        && AsPath.AsSpan().SequenceEqual(other.AsPath.AsSpan())
        && Communities.AsSpan().SequenceEqual(other.Communities.AsSpan())
        && ExtendedCommunities.AsSpan().SequenceEqual(other.ExtendedCommunities.AsSpan())
        && LargeCommunities.AsSpan().SequenceEqual(other.LargeCommunities.AsSpan());

    /// <summary>The hash of all values.</summary>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(NextHop);
        hash.Add(LocalPreference);
        hash.Add(MultiExitDiscriminator);
        foreach (var system in AsPath)
        {
            hash.Add(system);
        }

        foreach (var community in Communities)
        {
            hash.Add(community);
        }

        foreach (var community in LargeCommunities)
        {
            hash.Add(community);
        }

        return hash.ToHashCode();
    }
}
