using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Domain.Bgp;

/// <summary>A router and the session that nodes hold with it (BGPPeer, C-070 to C-089b), validated, defaults filled in.</summary>
public sealed record BgpPeer
{
    /// <summary>The object's name, which advertisements refer to.</summary>
    public required string Name { get; init; }

    /// <summary>The autonomous system number of this side, not 0 (C-070).</summary>
    public required uint MyASN { get; init; }

    /// <summary>The peer's autonomous system number; null when <see cref="DynamicASN"/> says which are accepted (C-071).</summary>
    public uint? PeerASN { get; init; }

    /// <summary>Which numbers are accepted from the peer's OPEN; null when <see cref="PeerASN"/> names one (C-072).</summary>
    public BgpAsnMode? DynamicASN { get; init; }

    /// <summary>The number shown to the peer in place of <see cref="MyASN"/>; null shows that one (C-073, B-052).</summary>
    public uint? LocalASN { get; init; }

    /// <summary>The peer's address; null when it is found on <see cref="Interface"/> (C-074).</summary>
    public Address? Address { get; init; }

    /// <summary>The interface on which the peer is found by its link-local address; null when it has an address (C-075).</summary>
    public string? Interface { get; init; }

    /// <summary>The address of this side of the session; null lets the routes choose (C-076).</summary>
    public Address? SourceAddress { get; init; }

    /// <summary>The peer's TCP port, 1 to 65535, default 179 (C-077).</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The Hold Time proposed in the OPEN: 0, or 3 s to 65535 s in whole seconds; default 90 s (C-078).</summary>
    public TimeSpan HoldTime { get; init; } = DefaultHoldTime;

    /// <summary>The time between keepalives, not above <see cref="HoldTime"/>; default a third of it (C-079).</summary>
    public TimeSpan KeepaliveTime { get; init; } = DefaultHoldTime / 3;

    /// <summary>The pause between two attempts to connect, 1 s to 65535 s in whole seconds; default 120 s (C-080).</summary>
    public TimeSpan ConnectTime { get; init; } = DefaultConnectTime;

    /// <summary>The BGP Identifier of this side, an IPv4 address; null lets the node choose (C-081, B-043).</summary>
    public Address? RouterID { get; init; }

    /// <summary>The nodes that hold the session, by label, ORed; empty means all (C-082).</summary>
    public ImmutableArray<LabelSelector> NodeSelectors { get; init; } = [];

    /// <summary>The TCP MD5 password; null for none (C-083, C-084).</summary>
    public BgpPassword? Password { get; init; }

    /// <summary>The name of an accepted BFD profile that watches the session; null for none (C-085).</summary>
    public string? BfdProfile { get; init; }

    /// <summary>Whether the peer is asked to keep routes while the session restarts (C-086, RFC 4724).</summary>
    public bool HasGracefulRestart { get; init; }

    /// <summary>
    /// How long the peer may keep routes as a last resort when the session has not come back within the restart time; zero, the
    /// default, for not at all (annotation <c>metalorleans.io/long-lived-stale-time</c>, RFC 9494).
    /// </summary>
    public TimeSpan LongLivedStaleTime { get; init; }

    /// <summary>Whether an eBGP peer may be more than one hop away (C-087).</summary>
    public bool IsEbgpMultiHop { get; init; }

    /// <summary>The VRF that the session runs in; null for the default one (C-088).</summary>
    public string? Vrf { get; init; }

    /// <summary>Whether the session carries the prefixes of both families, and not only of its own (C-089b, B-053).</summary>
    public bool IsDualStack { get; init; }

    /// <summary>
    /// Whether this side waits for the peer to connect and never connects itself; default false (annotation
    /// <c>metalorleans.io/passive</c>).
    /// </summary>
    public bool IsPassive { get; init; }

    /// <summary>
    /// Whether only packets that travelled no hop are accepted; default false (annotation <c>metalorleans.io/ttl-security</c>,
    /// RFC 5082).
    /// </summary>
    public bool HasTtlSecurity { get; init; }

    /// <summary>
    /// Where <see cref="Address"/> is taken from on each node; null for nowhere (annotation
    /// <c>metalorleans.io/peer-address-from</c>).
    /// </summary>
    public NodeValue? AddressFrom { get; init; }

    /// <summary>
    /// Where <see cref="PeerASN"/> is taken from on each node; null for nowhere (annotation
    /// <c>metalorleans.io/peer-asn-from</c>).
    /// </summary>
    public NodeValue? PeerASNFrom { get; init; }

    /// <summary>
    /// Where <see cref="MyASN"/> is taken from on each node; null for nowhere (annotation <c>metalorleans.io/my-asn-from</c>).
    /// </summary>
    public NodeValue? MyASNFrom { get; init; }

    /// <summary>
    /// Nodes that hold no session with the peer although they are selected, because an earlier peer of the same address,
    /// port and VRF is held there (C-091).
    /// </summary>
    public ImmutableSortedSet<string> ExcludedNodes { get; init; } = [];

    /// <summary>The port that BGP speakers listen on (RFC 4271 §8.2.1).</summary>
    public const int DefaultPort = 179;

    /// <summary>The Hold Time that <see href="https://www.rfc-editor.org/rfc/rfc4271#section-10">RFC 4271 §10</see> suggests.</summary>
    public static TimeSpan DefaultHoldTime { get; } = TimeSpan.FromSeconds(90);

    /// <summary>The ConnectRetryTime that <see href="https://www.rfc-editor.org/rfc/rfc4271#section-10">RFC 4271 §10</see> suggests.</summary>
    public static TimeSpan DefaultConnectTime { get; } = TimeSpan.FromSeconds(120);

    /// <summary>Whether the session is one within an autonomous system.</summary>
    public bool IsInternal => DynamicASN is { } mode ? mode == BgpAsnMode.Internal : PeerASN == MyASN;

    /// <summary>
    /// What tells the peer from others in messages: address or interface, and <c>-vrf</c> outside of the default VRF (C-091).
    /// </summary>
    public string Identifier
    {
        get
        {
            var end = Address?.ToString() ?? Interface ?? "";
            return Vrf is null ? end : $"{end}-{Vrf}";
        }
    }

    /// <summary>Whether the node holds a session with the peer.</summary>
    public bool IsHeldBy(ClusterNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return NodeSelectors.Selects(node.Labels) && !ExcludedNodes.Contains(node.Name);
    }

    /// <summary>Whether the other peer says the same, whatever object it was read from (W-100).</summary>
    public bool Equals(BgpPeer? other) =>
        other is not null
        && SameIdentity(other)
        && SameSession(other)
        && Contents.Same(NodeSelectors, other.NodeSelectors)
        && Contents.Same(ExcludedNodes, other.ExcludedNodes);

    /// <summary>The hash of the name.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    private bool SameIdentity(BgpPeer other) =>
        string.Equals(Name, other.Name, StringComparison.Ordinal)
        && MyASN == other.MyASN
        && PeerASN == other.PeerASN
        && DynamicASN == other.DynamicASN
        && LocalASN == other.LocalASN
        && Address == other.Address
        && string.Equals(Interface, other.Interface, StringComparison.Ordinal)
        && SourceAddress == other.SourceAddress
        && Port == other.Port
        && string.Equals(Vrf, other.Vrf, StringComparison.Ordinal);

    private bool SameSession(BgpPeer other) =>
        HoldTime == other.HoldTime
        && KeepaliveTime == other.KeepaliveTime
        && ConnectTime == other.ConnectTime
        && RouterID == other.RouterID
        && Equals(Password, other.Password)
        && string.Equals(BfdProfile, other.BfdProfile, StringComparison.Ordinal)
        && HasGracefulRestart == other.HasGracefulRestart
        && LongLivedStaleTime == other.LongLivedStaleTime
        && IsEbgpMultiHop == other.IsEbgpMultiHop
        && IsDualStack == other.IsDualStack
        && IsPassive == other.IsPassive
        && HasTtlSecurity == other.HasTtlSecurity
        && Equals(AddressFrom, other.AddressFrom)
        && Equals(PeerASNFrom, other.PeerASNFrom)
        && Equals(MyASNFrom, other.MyASNFrom);
}
