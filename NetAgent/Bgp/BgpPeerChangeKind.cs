namespace MetalOrleans.NetAgent.Bgp;

/// <summary>What it takes for a changed order of a session to count, the least first.</summary>
internal enum BgpPeerChangeKind
{
    /// <summary>The orders say the same.</summary>
    None,

    /// <summary>It counts at once, and the session stays.</summary>
    Hot,

    /// <summary>An OPEN or the connection says it, so the session starts anew; the peer may keep the routes (RFC 4724).</summary>
    NewSession,

    /// <summary>It is another peer: the session with the old one ends, and its routes go.</summary>
    NewPeer,
}
