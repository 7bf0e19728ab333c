using System.Collections.Immutable;

namespace MetalOrleans.Domain.Selection;

/// <summary>A Kubernetes label selector: every requirement must hold; with none, everything matches (C-006).</summary>
/// <param name="Requirements">
/// The requirements, <c>matchLabels</c> written as <see cref="LabelOperator.In"/> with one value.
/// </param>
public sealed record LabelSelector(ImmutableArray<LabelRequirement> Requirements)
{
    /// <summary>Whether the labels satisfy every requirement.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => throw new NotImplementedException();
}
