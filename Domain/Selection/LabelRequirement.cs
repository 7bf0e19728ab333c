using System.Collections.Immutable;

namespace MetalOrleans.Domain.Selection;

/// <summary>One condition of a <see cref="LabelSelector"/>.</summary>
/// <param name="Key">The label key.</param>
/// <param name="Operator">How the label's value is compared.</param>
/// <param name="Values">The values to compare with; empty for <c>Exists</c> and <c>DoesNotExist</c>.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ImmutableArray<string> Values);
