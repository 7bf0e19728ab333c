using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Protocols.Ownership;

/// <summary>Everything that is known about the ownership of one address.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="Due">When <see cref="OwnershipEvent.Ticked"/> is next wanted; null for never.</param>
public sealed record OwnershipState(OwnershipPhase Phase, TimeSpan? Due)
{
    /// <summary>The other station; zero unless contested, in conflict or yielded.</summary>
    public MacAddress Claimant { get; init; }

    /// <summary>Probes sent in this round of probing.</summary>
    public int ProbesSent { get; init; }

    /// <summary>How often an address in conflict was probed again.</summary>
    public int Reprobes { get; init; }

    /// <summary>When a claim was last answered; null for never.</summary>
    public TimeSpan? DefendedAt { get; init; }

    /// <summary>Whether a claim still waits for its answer.</summary>
    public bool IsDefencePending { get; init; }

    /// <summary>Whether the address is answered for.</summary>
    public bool IsAnswering => Phase is OwnershipPhase.Announced or OwnershipPhase.Contested;
}
