using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>One entry of <c>matchExpressions</c> as it was written.</summary>
/// <param name="Key"><c>key</c>.</param>
/// <param name="Operator"><c>operator</c>: <c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</param>
/// <param name="Values"><c>values</c>.</param>
public sealed record LabelExpressionSpec(string Key, string Operator, ImmutableArray<string> Values);
