namespace MetalOrleans.Domain.Election;

/// <summary>Why no node announces an address in layer 2. The name is the log field and the metric label.</summary>
public enum L2Refusal
{
    /// <summary>No Service stands behind the address.</summary>
    NoService,

    /// <summary>No endpoint can serve (L-010).</summary>
    NoServingEndpoint,

    /// <summary>No L2Advertisement covers the pool and the Service on any node (L-011, L-012).</summary>
    NoMatchingAdvertisement,

    /// <summary>A shared address and a service selector exclude each other (L-016).</summary>
    SharedAddressWithServiceSelector,

    /// <summary>
    /// Every node that an advertisement includes is without an agent, unavailable or excluded (L-013, L-020).
    /// </summary>
    NoUsableNode,

    /// <summary>Traffic policy is Local and no candidate hosts a serving endpoint (L-014).</summary>
    NoLocalEndpoint,

    /// <summary>A Node of the cluster has the address itself: announcing it would cut the node off.</summary>
    NodeAddress,
}
