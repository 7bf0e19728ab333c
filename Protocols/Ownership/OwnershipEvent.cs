using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Protocols.Ownership;

/// <summary>What happens to the ownership of one address.</summary>
public abstract record OwnershipEvent
{
    private OwnershipEvent()
    {
    }

    /// <summary>A new order to announce the address, over one that is held.</summary>
    /// <param name="IsNew">Whether nobody in the cluster announces it, as far as is known.</param>
    public sealed record Ordered(bool IsNew) : OwnershipEvent;

    /// <summary>The time in <see cref="OwnershipState.Due"/> has come.</summary>
    public sealed record Ticked : OwnershipEvent
    {
        /// <summary>The only one.</summary>
        public static Ticked Instance { get; } = new();
    }

    /// <summary>
    /// A station that is no member of the cluster uses the address: an ARP packet of any kind with it as sender, or a
    /// neighbour advertisement with it as target (RFC 5227 §2.1.1 and §2.4, RFC 4862 §5.4.4).
    /// </summary>
    /// <param name="Mac">The station.</param>
    public sealed record StrangerClaimed(MacAddress Mac) : OwnershipEvent;

    /// <summary>A station that is no member probes for the address too (RFC 5227 §2.1.1, RFC 4862 §5.4.3).</summary>
    /// <param name="Mac">The station.</param>
    public sealed record StrangerProbed(MacAddress Mac) : OwnershipEvent;

    /// <summary>Another member of the cluster uses the address, or a claimant turns out to be a member.</summary>
    /// <param name="Mac">The member's interface.</param>
    /// <param name="IsCutOff">Whether there is nobody to say which of the two shall announce it.</param>
    public sealed record MemberClaimed(MacAddress Mac, bool IsCutOff) : OwnershipEvent;

    /// <summary>A link is back, or the process goes on, while there is nobody to say what happened meanwhile.</summary>
    public sealed record Rejoined : OwnershipEvent
    {
        /// <summary>The only one.</summary>
        public static Rejoined Instance { get; } = new();
    }
}
