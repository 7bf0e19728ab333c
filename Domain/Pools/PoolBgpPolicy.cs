using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Pools;

/// <summary>What the Services of one pool may ask their routes to say, and how long a route outlives its endpoints.</summary>
public sealed record PoolBgpPolicy
{
    /// <summary>Nothing is allowed, nothing is delayed.</summary>
    public static PoolBgpPolicy None { get; } = new();

    /// <summary>
    /// How long a route stays when the last endpoint behind it is gone, in case that it comes back; zero, the default, for not
    /// at all.
    /// </summary>
    public TimeSpan WithdrawDelay { get; init; }

    /// <summary>The communities that Services may ask for; none by default.</summary>
    public ImmutableArray<CommunityPattern> AllowedCommunities { get; init; } = [];

    /// <summary>The lowest LOCAL_PREF that Services may ask for; null, the default, allows none.</summary>
    public uint? LocalPreferenceMin { get; init; }

    /// <summary>The highest LOCAL_PREF that Services may ask for; null, the default, allows none.</summary>
    public uint? LocalPreferenceMax { get; init; }

    /// <summary>Whether the other policy says the same.</summary>
    public bool Equals(PoolBgpPolicy? other) =>
        other is not null
        && WithdrawDelay == other.WithdrawDelay
        && LocalPreferenceMin == other.LocalPreferenceMin
        && LocalPreferenceMax == other.LocalPreferenceMax
        && Contents.Same(AllowedCommunities, other.AllowedCommunities);

    /// <summary>The hash of the numbers.</summary>
    public override int GetHashCode() => HashCode.Combine(WithdrawDelay, LocalPreferenceMin, LocalPreferenceMax);
}
