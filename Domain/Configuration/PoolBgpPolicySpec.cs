using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary><c>spec.bgp</c> of a PoolPolicy as it was written, not yet judged.</summary>
public sealed record PoolBgpPolicySpec
{
    /// <summary><c>withdrawDelay</c>: a duration such as <c>10s</c>; empty, the default, for none.</summary>
    public string WithdrawDelay { get; init; } = "";

    /// <summary><c>allowedCommunities</c>.</summary>
    public ImmutableArray<string> AllowedCommunities { get; init; } = [];

    /// <summary><c>allowedLocalPreference.min</c>, null when <c>allowedLocalPreference</c> is left out.</summary>
    public long? LocalPreferenceMin { get; init; }

    /// <summary><c>allowedLocalPreference.max</c>, null when <c>allowedLocalPreference</c> is left out.</summary>
    public long? LocalPreferenceMax { get; init; }

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(PoolBgpPolicySpec? other) =>
        other is not null
        && WithdrawDelay == other.WithdrawDelay
        && LocalPreferenceMin == other.LocalPreferenceMin
        && LocalPreferenceMax == other.LocalPreferenceMax
        && Contents.Same(AllowedCommunities, other.AllowedCommunities);

    /// <summary>The hash of the texts.</summary>
    public override int GetHashCode() => HashCode.Combine(WithdrawDelay, LocalPreferenceMin, LocalPreferenceMax);
}
