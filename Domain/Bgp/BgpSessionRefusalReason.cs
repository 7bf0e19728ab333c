namespace MetalOrleans.Domain.Bgp;

/// <summary>Why a node holds no session with a peer that it is selected for.</summary>
public enum BgpSessionRefusalReason
{
    /// <summary>What the peer takes from the node, such as a label or the default gateway, is not there.</summary>
    ValueMissing,

    /// <summary>What the peer takes from the node makes no sense there.</summary>
    ValueInvalid,

    /// <summary>Another peer of the node has the same address, port and VRF.</summary>
    Duplicate,
}
