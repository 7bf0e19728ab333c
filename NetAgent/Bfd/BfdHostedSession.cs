using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>What BFD's thread keeps of a session beside its state machine.</summary>
internal sealed class BfdHostedSession(BfdSharedSession shared)
{
    /// <summary>Its clients.</summary>
    public BfdSharedSession Shared { get; } = shared;

    public BfdSessionKey Key => Shared.Key;

    public BfdCounters Counters => Shared.Counters;

    /// <summary>Where its packets leave; null while that is not possible.</summary>
    public BfdTransmitter? Transmitter { get; set; }

    /// <summary>Where its packets arrive; null while that is not possible.</summary>
    public BfdReceiver? Receiver { get; set; }

    /// <summary>Why one of both is missing, or packets cannot be sent; empty when all is well.</summary>
    public string Problem { get; set; } = "";

    /// <summary>The index of the interface that the peer was last heard on; 0 before.</summary>
    public int HeardOn { get; set; }

    /// <summary>The peer's and the own link-layer address, out of a packet of the peer; null before, and without echo.</summary>
    public (MacAddress Peer, MacAddress Own)? Macs { get; set; }

    /// <summary>The detection time when it was last known.</summary>
    public TimeSpan DetectionTime { get; set; }

    /// <summary>Why the last packet of the peer was discarded; none after one that was not.</summary>
    public BfdPacketError Discard { get; set; }

    /// <summary>When the log may say again that packets are discarded.</summary>
    public TimeSpan DiscardToldUntil { get; set; }

    /// <summary>The session has no client any more, and leaves the table then.</summary>
    public TimeSpan? EndsAt { get; set; }
}
