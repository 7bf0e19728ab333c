namespace MetalOrleans.Protocols.Ndp;

/// <summary>What the responder does with a frame, and why not more (L-081, L-084).</summary>
public enum NdpVerdict
{
    /// <summary>Answer it: somebody asks for an address that is announced here, or wants to take it.</summary>
    Answer = 0,

    /// <summary>Dropped: not a valid neighbor solicitation or advertisement.</summary>
    Malformed,

    /// <summary>Dropped: an advertisement, which asks nothing of us.</summary>
    NotSolicitation,

    /// <summary>
    /// Dropped: neither for the target nor for its solicited-node group, or in a frame for another station or group.
    /// </summary>
    BadDestination,

    /// <summary>Dropped: the sender names a group, and an answer would go to all of it.</summary>
    BadSender,

    /// <summary>
    /// Dropped: asked of the whole group without the link-layer address that such a solicitation must carry
    /// (RFC 4861 §4.3, L-081).
    /// </summary>
    NoLinkLayerAddress,

    /// <summary>Dropped: the address is not announced by this node.</summary>
    NotAnnounced,

    /// <summary>Dropped: the address is announced, but not on this interface (L-055).</summary>
    InterfaceNotSelected,

    /// <summary>Dropped: the responder has ended.</summary>
    Closed,
}
