using System.Collections.Immutable;

namespace MetalOrleans.Domain.Election;

/// <summary>Who announces an address in layer 2, or why nobody does.</summary>
public sealed record L2Decision
{
    private L2Decision()
    {
    }

    /// <summary>The announcer's node name; null when nobody announces.</summary>
    public string? Announcer { get; private init; }

    /// <summary>The interfaces to announce on; empty means every interface that qualifies (L-053).</summary>
    public ImmutableSortedSet<string> Interfaces { get; private init; } = [];

    /// <summary>Every candidate, best first.</summary>
    public ImmutableArray<string> Candidates { get; private init; } = [];

    /// <summary>Why nobody announces; null when somebody does.</summary>
    public L2Refusal? Refusal { get; private init; }

    /// <summary>An announcer was elected.</summary>
    public static L2Decision Announce(ImmutableArray<string> candidates, ImmutableSortedSet<string> interfaces) =>
        new() { Announcer = candidates[0], Candidates = candidates, Interfaces = interfaces };

    /// <summary>Nobody may announce.</summary>
    public static L2Decision Refused(L2Refusal refusal) => new() { Refusal = refusal };
}
