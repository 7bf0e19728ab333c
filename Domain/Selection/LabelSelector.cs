using System.Collections.Immutable;

namespace MetalOrleans.Domain.Selection;

/// <summary>A Kubernetes label selector: every requirement must hold; with none, everything matches (C-006).</summary>
/// <remarks>Two selectors are equal when their canonical texts are, whatever the order they were written in.</remarks>
/// <param name="Requirements">
/// The requirements, <c>matchLabels</c> written as <see cref="LabelOperator.In"/> with one value.
/// </param>
public sealed record LabelSelector(ImmutableArray<LabelRequirement> Requirements)
{
    /// <summary>Whether the labels satisfy every requirement.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in Requirements)
        {
            if (!requirement.Holds(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the other selector has the same canonical text.</summary>
    public bool Equals(LabelSelector? other) =>
        other is not null && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <summary>The hash of the canonical text.</summary>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>
    /// The canonical text, requirements sorted: <c>app in (web),!legacy</c>; empty when everything matches.
    /// </summary>
    public override string ToString() =>
        string.Join(',', Requirements.Select(requirement => requirement.ToString()).Order(StringComparer.Ordinal));
}
