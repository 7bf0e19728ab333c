using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>Label selectors, as they were written, in domain words.</summary>
internal static class SelectorMapping
{
    public static LabelSelectorSpec ToSpec(LabelSelector? selector) => new()
    {
        MatchLabels = (selector?.MatchLabels ?? [])
            .ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.Ordinal),
        MatchExpressions =
        [
            .. (selector?.MatchExpressions ?? [])
                .Select(entry => new LabelExpressionSpec(entry.Key, entry.Operator, [.. entry.Values ?? []])),
        ],
    };

    public static ImmutableArray<LabelSelectorSpec> ToSpecs(List<LabelSelector>? selectors) =>
        [.. (selectors ?? []).Select(ToSpec)];
}
