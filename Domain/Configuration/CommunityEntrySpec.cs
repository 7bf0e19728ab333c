namespace MetalOrleans.Domain.Configuration;

/// <summary>One entry of <c>spec.communities</c> of a Community as it was written.</summary>
/// <param name="Name"><c>name</c>.</param>
/// <param name="Value"><c>value</c>: <c>A:B</c> or <c>large:A:B:C</c>.</param>
public sealed record CommunityEntrySpec(string Name, string Value);
