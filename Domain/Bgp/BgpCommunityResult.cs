namespace MetalOrleans.Domain.Bgp;

/// <summary>What came of reading a community.</summary>
/// <param name="Community">The community; null when the text is none.</param>
/// <param name="Error">Why there is none, in MetalLB's words; null when there is one.</param>
/// <param name="MayBeName">
/// Whether the text has the shape of no community at all, so that it may be the name of one (C-121).
/// </param>
public readonly record struct BgpCommunityResult(BgpCommunity? Community, string? Error, bool MayBeName);
