using System.Net;
using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>One BGP session that the node shall hold. Two orders that say the same are equal.</summary>
internal sealed record BgpPeerOrder
{
    /// <summary>The session's identity on this node.</summary>
    public required string Name { get; init; }

    /// <summary>The peer's address; null when it is found on <see cref="Interface"/> (unnumbered).</summary>
    public required IPAddress? Address { get; init; }

    /// <summary>The interface that an unnumbered or link-local peer is on; empty for any.</summary>
    public required string Interface { get; init; }

    /// <summary>The peer's TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>The autonomous system of this side.</summary>
    public required uint MyAsn { get; init; }

    /// <summary>The autonomous system that the peer is shown instead (C-073); 0 for <see cref="MyAsn"/>.</summary>
    public uint LocalAsn { get; init; }

    /// <summary>The peer's autonomous system; 0 when <see cref="DynamicAsn"/> says what is accepted.</summary>
    public uint PeerAsn { get; init; }

    /// <summary>What is accepted as the peer's autonomous system (C-072).</summary>
    public BgpDynamicAsn DynamicAsn { get; init; }

    /// <summary>The Hold Time that is proposed; 0 for none.</summary>
    public TimeSpan HoldTime { get; init; }

    /// <summary>From one KEEPALIVE to the next; 0 for a third of the Hold Time.</summary>
    public TimeSpan KeepaliveTime { get; init; }

    /// <summary>From one attempt to connect to the next; 0 for the default.</summary>
    public TimeSpan ConnectTime { get; init; }

    /// <summary>The address to connect from; null for the kernel's choice.</summary>
    public IPAddress? SourceAddress { get; init; }

    /// <summary>The BGP Identifier; null for the node's own.</summary>
    public IPAddress? RouterId { get; init; }

    /// <summary>The key of TCP MD5 (RFC 2385); null for none.</summary>
    public BgpSecret? Password { get; init; }

    /// <summary>Whether an external peer may be more than one hop away.</summary>
    public bool IsMultihop { get; init; }

    /// <summary>Whether the peer is asked to keep the routes while this side restarts (RFC 4724).</summary>
    public bool GracefulRestart { get; init; }

    /// <summary>How long the peer may keep the routes after the restart time (RFC 9494); 0 for not at all.</summary>
    public TimeSpan LongLivedStaleTime { get; init; }

    /// <summary>Whether both families are carried, whatever that of <see cref="Address"/>.</summary>
    public bool IsDualStack { get; init; }

    /// <summary>The VRF's device; empty for none.</summary>
    public string Vrf { get; init; } = "";

    /// <summary>BFD; null for none.</summary>
    public BgpBfdOrder? Bfd { get; init; }

    /// <summary>Whether to wait for the peer to connect.</summary>
    public bool IsPassive { get; init; }

    /// <summary>Whether packets that travelled a hop are dropped (GTSM, RFC 5082).</summary>
    public bool HasGtsm { get; init; }

    /// <summary>Whether the peer is found on an interface.</summary>
    public bool IsUnnumbered => Address is null;
}
