using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>A <c>metav1.LabelSelector</c> as it was written.</summary>
public sealed record LabelSelectorSpec
{
    /// <summary><c>matchLabels</c>.</summary>
    public ImmutableSortedDictionary<string, string> MatchLabels { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary><c>matchExpressions</c>.</summary>
    public ImmutableArray<LabelExpressionSpec> MatchExpressions { get; init; } = [];
}
