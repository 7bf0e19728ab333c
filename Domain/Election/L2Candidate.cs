using System.Collections.Immutable;

namespace MetalOrleans.Domain.Election;

/// <summary>A node that may announce a Service.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Score">The sum of the weights that prefer it; 0 when none does (L-041).</param>
/// <param name="Interfaces">The interfaces to announce on; empty means all (L-053).</param>
internal sealed record L2Candidate(string Node, int Score, ImmutableSortedSet<string> Interfaces)
{
    /// <summary>How fit the node is to announce the address.</summary>
    public L2Standing Standing { get; init; }

    /// <summary>
    /// The same node as a candidate of two Services behind one address: the better score, the wider interfaces.
    /// </summary>
    public L2Candidate Merge(L2Candidate other) => new(
        Node,
        Math.Max(Score, other.Score),
        Interfaces.IsEmpty || other.Interfaces.IsEmpty ? [] : Interfaces.Union(other.Interfaces));
}
