namespace MetalOrleans.Domain.Bgp;

/// <summary>Where a peer takes from the node what differs from node to node.</summary>
public enum NodeValueKind
{
    /// <summary>A label of the Node.</summary>
    Label,

    /// <summary>An annotation of the Node.</summary>
    Annotation,

    /// <summary>The IPv4 default gateway of the node, as its agent sees it.</summary>
    DefaultGatewayIPv4,

    /// <summary>The IPv6 default gateway of the node, as its agent sees it.</summary>
    DefaultGatewayIPv6,
}
