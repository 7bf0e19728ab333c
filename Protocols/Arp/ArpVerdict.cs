namespace MetalOrleans.Protocols.Arp;

/// <summary>What the responder does with a frame, and why not more (L-070).</summary>
public enum ArpVerdict
{
    /// <summary>Answer it: somebody asks for an address that is announced here.</summary>
    Answer = 0,

    /// <summary>Dropped: not an ARP packet for IPv4 on Ethernet.</summary>
    Malformed,

    /// <summary>Dropped: a reply, or an operation that asks nothing of us.</summary>
    NotRequest,

    /// <summary>Dropped: neither broadcast nor for this interface.</summary>
    BadDestination,

    /// <summary>Dropped: the sender names a group of stations, and an answer would go to all of them.</summary>
    BadSender,

    /// <summary>
    /// Dropped: the sender tells its own address instead of asking for one. Deviation: MetalLB answers it; two announcers in
    /// a hand-over would then dispute an address that the silo has already given away.
    /// </summary>
    Gratuitous,

    /// <summary>Dropped: the address is not announced by this node.</summary>
    NotAnnounced,

    /// <summary>Dropped: the address is announced, but not on this interface (L-055).</summary>
    InterfaceNotSelected,

    /// <summary>Dropped: the responder has ended.</summary>
    Closed,
}
