using System.Collections.Immutable;

namespace MetalOrleans.Domain.Selection;

/// <summary>Lists of selectors, in which one that matches is enough (C-006).</summary>
public static class LabelSelectors
{
    /// <summary>Whether a selector of the list matches; an empty list matches everything.</summary>
    public static bool Selects(
        this ImmutableArray<LabelSelector> selectors, IReadOnlyDictionary<string, string> labels)
    {
        if (selectors.IsDefaultOrEmpty)
        {
            return true;
        }

        foreach (var selector in selectors)
        {
            if (selector.Matches(labels))
            {
                return true;
            }
        }

        return false;
    }
}
