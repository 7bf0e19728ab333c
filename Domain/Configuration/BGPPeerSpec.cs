using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Domain.Configuration;

/// <summary>A BGPPeer as it was written, not yet judged; an empty text and a zero stand for a field left out.</summary>
public sealed record BGPPeerSpec
{
    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>metadata.creationTimestamp</c>: of two peers that exclude each other on a node, the older is kept.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>spec.myASN</c>.</summary>
    public long MyASN { get; init; }

    /// <summary><c>spec.peerASN</c>.</summary>
    public long PeerASN { get; init; }

    /// <summary><c>spec.dynamicASN</c>.</summary>
    public string DynamicASN { get; init; } = "";

    /// <summary><c>spec.localASN</c>.</summary>
    public long LocalASN { get; init; }

    /// <summary><c>spec.peerAddress</c>.</summary>
    public string PeerAddress { get; init; } = "";

    /// <summary><c>spec.interface</c>.</summary>
    public string Interface { get; init; } = "";

    /// <summary><c>spec.sourceAddress</c>.</summary>
    public string SourceAddress { get; init; } = "";

    /// <summary><c>spec.peerPort</c>.</summary>
    public long PeerPort { get; init; }

    /// <summary><c>spec.holdTime</c>, null when left out.</summary>
    public string? HoldTime { get; init; }

    /// <summary><c>spec.keepaliveTime</c>, null when left out.</summary>
    public string? KeepaliveTime { get; init; }

    /// <summary><c>spec.connectTime</c>, null when left out.</summary>
    public string? ConnectTime { get; init; }

    /// <summary><c>spec.routerID</c>.</summary>
    public string RouterID { get; init; } = "";

    /// <summary><c>spec.nodeSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> NodeSelectors { get; init; } = [];

    /// <summary><c>spec.password</c>, null when left out.</summary>
    public BgpPassword? Password { get; init; }

    /// <summary><c>spec.passwordSecret.name</c>; the namespace is always that of the configuration (C-084, Q-26).</summary>
    public string PasswordSecret { get; init; } = "";

    /// <summary><c>spec.bfdProfile</c>.</summary>
    public string BfdProfile { get; init; } = "";

    /// <summary><c>spec.enableGracefulRestart</c>, default false.</summary>
    public bool EnableGracefulRestart { get; init; }

    /// <summary><c>spec.ebgpMultiHop</c>, default false.</summary>
    public bool EbgpMultiHop { get; init; }

    /// <summary><c>spec.vrf</c>.</summary>
    public string Vrf { get; init; } = "";

    /// <summary><c>spec.disableMP</c>: deprecated and without effect (C-089).</summary>
    public bool DisableMP { get; init; }

    /// <summary>Annotation <c>metalorleans.io/passive</c>, null when left out.</summary>
    public string? Passive { get; init; }

    /// <summary>Annotation <c>metalorleans.io/ttl-security</c>, null when left out.</summary>
    public string? TtlSecurity { get; init; }

    /// <summary>Annotation <c>metalorleans.io/long-lived-stale-time</c>, null when left out.</summary>
    public string? LongLivedStaleTime { get; init; }

    /// <summary>Annotation <c>metalorleans.io/peer-address-from</c>, null when left out.</summary>
    public string? PeerAddressFrom { get; init; }

    /// <summary>Annotation <c>metalorleans.io/peer-asn-from</c>, null when left out.</summary>
    public string? PeerASNFrom { get; init; }

    /// <summary>Annotation <c>metalorleans.io/my-asn-from</c>, null when left out.</summary>
    public string? MyASNFrom { get; init; }

    /// <summary><c>spec.dualStackAddressFamily</c>, default false.</summary>
    public bool DualStackAddressFamily { get; init; }
}
