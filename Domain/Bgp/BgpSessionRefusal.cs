namespace MetalOrleans.Domain.Bgp;

/// <summary>A peer that a node is selected for and holds no session with.</summary>
/// <param name="Peer">The name of the BGPPeer object.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">For a person: what is missing, and where to put it.</param>
public sealed record BgpSessionRefusal(string Peer, BgpSessionRefusalReason Reason, string Message);
