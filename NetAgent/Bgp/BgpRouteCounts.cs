namespace MetalOrleans.NetAgent.Bgp;

/// <summary>How many prefixes a session has.</summary>
/// <param name="Wanted">That the peer is to be told.</param>
/// <param name="Sent">That it was told.</param>
/// <param name="Pending">That it must be told yet, or told otherwise.</param>
/// <param name="Unsendable">That it cannot be told.</param>
internal sealed record BgpRouteCounts(int Wanted, int Sent, int Pending, int Unsendable);
