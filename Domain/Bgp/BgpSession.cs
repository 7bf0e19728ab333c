namespace MetalOrleans.Domain.Bgp;

/// <summary>One BGP session as one node holds it: a peer with everything resolved that is known of it.</summary>
/// <param name="Peer">
/// The peer, as this node sees it: without what selects nodes, so that a label on one node is no change of a session on another.
/// </param>
/// <param name="Bfd">How BFD watches the session; null for not at all.</param>
public sealed record BgpSession(BgpPeer Peer, BfdProfile? Bfd)
{
    /// <summary>The name of the BGPPeer object.</summary>
    public string Name => Peer.Name;
}
