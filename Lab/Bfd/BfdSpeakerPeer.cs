namespace MetalOrleans.Lab.Bfd;

/// <summary>One BFD session that a daemon is configured with.</summary>
/// <param name="Address">The other end.</param>
/// <param name="LocalAddress">The daemon's own address.</param>
public sealed record BfdSpeakerPeer(string Address, string LocalAddress)
{
    /// <summary>The interface, for a peer on the link.</summary>
    public string Interface { get; init; } = "eth0";

    public bool IsMultihop { get; init; }

    public int TransmitMilliseconds { get; init; } = 50;

    public int ReceiveMilliseconds { get; init; } = 50;

    public int Multiplier { get; init; } = 3;

    /// <summary>From one echo packet to the next, and what it promises to loop; 0 for no echo function. FRR only.</summary>
    public int EchoMilliseconds { get; init; }

    /// <summary>Multihop only.</summary>
    public int MinimumTtl { get; init; } = 254;

    public bool IsPassive { get; init; }
}
