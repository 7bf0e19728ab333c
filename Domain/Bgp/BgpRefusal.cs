namespace MetalOrleans.Domain.Bgp;

/// <summary>Why a node does not advertise a Service over BGP, in the order in which it is asked. The name is the log field.</summary>
public enum BgpRefusal
{
    /// <summary>No BGPAdvertisement of the pool includes the node (B-001, B-009).</summary>
    NoAdvertisement,

    /// <summary>None of those that do is for the Service (B-002).</summary>
    NoMatchingAdvertisement,

    /// <summary>Two that are want different LOCAL_PREF for the same route (B-003, B-031).</summary>
    ConflictingAdvertisements,

    /// <summary>The node's condition <c>NetworkUnavailable</c> is true (B-004).</summary>
    NodeNetworkUnavailable,

    /// <summary>The node carries the exclude label (B-005).</summary>
    NodeExcluded,

    /// <summary>Traffic policy is Local and the node hosts no endpoint that can serve (B-006).</summary>
    NoLocalEndpoint,

    /// <summary>No endpoint can serve (B-007).</summary>
    NoEndpoint,

    /// <summary>The node is being drained, its peers were told so, and another node advertises the Service.</summary>
    NodeDrained,
}
