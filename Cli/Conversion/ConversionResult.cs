using System.Collections.Immutable;

namespace MetalOrleans.Cli.Conversion;

/// <summary>The custom resources that an old configuration becomes, or why it becomes none.</summary>
/// <param name="Yaml">The resources, one document each; null when anything is wrong.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Faults">What is wrong, each with the place.</param>
internal sealed record ConversionResult(string? Yaml, int Count, ImmutableArray<string> Faults);
