using System.Collections.Immutable;

namespace MetalOrleans.Domain.Selection;

/// <summary>One condition of a <see cref="LabelSelector"/>.</summary>
/// <param name="Key">The label key.</param>
/// <param name="Operator">How the label's value is compared.</param>
/// <param name="Values">The values to compare with; empty for <c>Exists</c> and <c>DoesNotExist</c>.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ImmutableArray<string> Values)
{
    /// <summary>Whether the labels satisfy the condition; a missing label satisfies <c>NotIn</c>.</summary>
    public bool Holds(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var exists = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelOperator.In => exists && Values.Contains(value!),
            LabelOperator.NotIn => !exists || !Values.Contains(value!),
            LabelOperator.Exists => exists,
            _ => !exists,
        };
    }

    /// <summary>The canonical text, as <c>kubectl --selector</c> takes it, with the values sorted.</summary>
    public override string ToString() => Operator switch
    {
        LabelOperator.In => $"{Key} in ({SortedValues()})",
        LabelOperator.NotIn => $"{Key} notin ({SortedValues()})",
        LabelOperator.Exists => Key,
        _ => $"!{Key}",
    };

    private string SortedValues() => string.Join(',', Values.Order(StringComparer.Ordinal));
}
