using System.Collections.Immutable;

namespace MetalOrleans.Lab.Oracle;

/// <summary>What the oracle found in a capture.</summary>
public sealed record OracleVerdict
{
    /// <summary>Every broken rule, in order of time.</summary>
    public required ImmutableArray<Violation> Violations { get; init; }

    /// <summary>Who had which address when, in order of address and time.</summary>
    public required ImmutableArray<Reign> Reigns { get; init; }

    /// <summary>Claims that were judged; a verdict about none is worth nothing.</summary>
    public required int ClaimCount { get; init; }

    /// <summary>The most gratuitous frames of all nodes together within any one second.</summary>
    public required int BusiestSecond { get; init; }

    /// <summary>The longest time without an answer to the oracle's questions, over all addresses.</summary>
    public required TimeSpan LongestGap { get; init; }
}
