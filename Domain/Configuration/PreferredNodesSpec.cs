namespace MetalOrleans.Domain.Configuration;

/// <summary>One entry of <c>spec.preferredNodeSelectors</c> as it was written.</summary>
/// <param name="Weight"><c>weight</c>.</param>
/// <param name="Preference"><c>preference</c>.</param>
public sealed record PreferredNodesSpec(int Weight, LabelSelectorSpec Preference);
