using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp.Rib;

/// <summary>What is ordered for a route, before it is known over which session it is sent.</summary>
/// <remarks>A value; routes that share one object are compared fastest.</remarks>
public sealed record BgpRouteAttributes
{
    /// <summary>Nothing in particular.</summary>
    public static BgpRouteAttributes Default { get; } = new();

    /// <summary>LOCAL_PREF, for internal peers only, 0 included; null for 100.</summary>
    public uint? LocalPreference { get; init; }

    /// <summary>MULTI_EXIT_DISC; null for none.</summary>
    public uint? MultiExitDiscriminator { get; init; }

    /// <summary>COMMUNITIES, ascending and each once.</summary>
    public ImmutableArray<uint> Communities { get; init; } = [];

    /// <summary>LARGE_COMMUNITY, ascending and each once.</summary>
    public ImmutableArray<BgpLargeCommunity> LargeCommunities { get; init; } = [];

    /// <summary>How many times more than once our system stands in the path; for external peers only.</summary>
    public int Prepend { get; init; }

    /// <summary>Octets per second of the link-bandwidth community; 0 for none.</summary>
    public float LinkBandwidth { get; init; }

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(BgpRouteAttributes? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && LocalPreference == other.LocalPreference
            && MultiExitDiscriminator == other.MultiExitDiscriminator
            && Prepend == other.Prepend
            && LinkBandwidth.Equals(other.LinkBandwidth)
            && Communities.AsSpan().SequenceEqual(other.Communities.AsSpan())
            && LargeCommunities.AsSpan().SequenceEqual(other.LargeCommunities.AsSpan()));

    /// <summary>The hash of all values.</summary>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(LocalPreference);
        hash.Add(MultiExitDiscriminator);
        hash.Add(Prepend);
        hash.Add(LinkBandwidth);
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
