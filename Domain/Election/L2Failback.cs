namespace MetalOrleans.Domain.Election;

/// <summary>When an address moves away from a node that could go on announcing it.</summary>
public enum L2Failback
{
    /// <summary>By itself: as soon as a better node is out of its hold-down; when spreading, slowly.</summary>
    Automatic,

    /// <summary>Only when an operator asks (annotation <c>metalorleans.io/rebalance</c> on a node).</summary>
    OnRequest,
}
