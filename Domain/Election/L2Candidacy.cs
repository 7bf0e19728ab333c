using System.Collections.Immutable;

namespace MetalOrleans.Domain.Election;

/// <summary>Which nodes may announce one Service, or why none may.</summary>
/// <param name="Candidates">By node name; empty on refusal.</param>
/// <param name="Refusal">Why there are none; null when there are some.</param>
internal readonly record struct L2Candidacy(
    ImmutableSortedDictionary<string, L2Candidate> Candidates, L2Refusal? Refusal)
{
    private static readonly ImmutableSortedDictionary<string, L2Candidate> _none =
        ImmutableSortedDictionary.Create<string, L2Candidate>(StringComparer.Ordinal);

    /// <summary>No node may announce the Service.</summary>
    public static L2Candidacy Refused(L2Refusal refusal) => new(_none, refusal);

    /// <summary>These nodes may, at least one.</summary>
    public static L2Candidacy Of(IEnumerable<L2Candidate> candidates) =>
        new(_none.AddRange(candidates.Select(candidate => KeyValuePair.Create(candidate.Node, candidate))), null);
}
