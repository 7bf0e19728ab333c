using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Configuration;

/// <summary>
/// Everything decisions depend on besides the Service itself: an immutable snapshot with a version that only grows.
/// </summary>
public sealed record ClusterView
{
    /// <summary>The view before anything was read.</summary>
    public static ClusterView Empty { get; } = new();

    /// <summary>Grows by one with every change; readers ignore older views.</summary>
    public long Version { get; init; }

    /// <summary>Accepted pools by name.</summary>
    public ImmutableSortedDictionary<string, AddressPool> Pools { get; init; } =
        ImmutableSortedDictionary.Create<string, AddressPool>(StringComparer.Ordinal);

    /// <summary>Accepted policies of pools, by the name of the <em>pool</em>.</summary>
    public ImmutableSortedDictionary<string, PoolPolicy> PoolPolicies { get; init; } =
        ImmutableSortedDictionary.Create<string, PoolPolicy>(StringComparer.Ordinal);

    /// <summary>Accepted reservations of addresses.</summary>
    public ReservationSet Reservations { get; init; } = ReservationSet.Empty;

    /// <summary>
    /// The addresses that counted reservations picked, by reservation, as their statuses remember them. A ledger that knows
    /// the reservation already keeps to what it knows itself.
    /// </summary>
    public ImmutableSortedDictionary<string, ImmutableArray<Address>> RememberedPicks { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<Address>>(StringComparer.Ordinal);

    /// <summary>
    /// The addresses kept for Services that went, by pool, as the policies' statuses remember them; read by a ledger once.
    /// </summary>
    public ImmutableSortedDictionary<string, ImmutableArray<AddressHold>> RememberedHolds { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<AddressHold>>(StringComparer.Ordinal);

    /// <summary>Accepted layer-2 advertisements, by name.</summary>
    public ImmutableSortedDictionary<string, L2Advertisement> L2Advertisements { get; init; } =
        ImmutableSortedDictionary.Create<string, L2Advertisement>(StringComparer.Ordinal);

    /// <summary>Accepted BGP peers, by name.</summary>
    public ImmutableSortedDictionary<string, BgpPeer> Peers { get; init; } =
        ImmutableSortedDictionary.Create<string, BgpPeer>(StringComparer.Ordinal);

    /// <summary>Accepted BGP advertisements, by name.</summary>
    public ImmutableSortedDictionary<string, BgpAdvertisement> BgpAdvertisements { get; init; } =
        ImmutableSortedDictionary.Create<string, BgpAdvertisement>(StringComparer.Ordinal);

    /// <summary>Accepted BFD profiles, by name.</summary>
    public ImmutableSortedDictionary<string, BfdProfile> BfdProfiles { get; init; } =
        ImmutableSortedDictionary.Create<string, BfdProfile>(StringComparer.Ordinal);

    /// <summary>Accepted Community objects, by name.</summary>
    public ImmutableSortedDictionary<string, CommunityNames> Communities { get; init; } =
        ImmutableSortedDictionary.Create<string, CommunityNames>(StringComparer.Ordinal);

    /// <summary>Nodes by name.</summary>
    public ImmutableSortedDictionary<string, ClusterNode> Nodes { get; init; } =
        ImmutableSortedDictionary.Create<string, ClusterNode>(StringComparer.Ordinal);

    /// <summary>The own addresses of all <see cref="Nodes"/> together: none of them is announced for a Service.</summary>
    public ImmutableHashSet<Address> NodeAddresses { get; init; } = [];

    /// <summary>Labels of each namespace, by namespace name.</summary>
    public ImmutableSortedDictionary<string, ImmutableDictionary<string, string>> Namespaces { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>The names of the nodes whose agent is connected and alive.</summary>
    public ImmutableSortedSet<string> Agents { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>
    /// Whether the agents that were there before this silo started have had time to return. Until then an address that an
    /// agent already announces stays where it is.
    /// </summary>
    public bool AreAgentsSettled { get; init; }

    /// <summary>What the agents say of their nodes' links, by node; a node whose agent says nothing of them is not listed.</summary>
    public ImmutableSortedDictionary<string, NodeLinks> Links { get; init; } =
        ImmutableSortedDictionary.Create<string, NodeLinks>(StringComparer.Ordinal);

    /// <summary>The default gateways that agents see, by node; a node whose agent says nothing of them is not listed.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<Address>> Gateways { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<Address>>(StringComparer.Ordinal);

    /// <summary>
    /// Nodes that have returned too recently to get an address that another node can announce (hold-down); see
    /// <see cref="HoldDownLedger"/>.
    /// </summary>
    public ImmutableSortedSet<string> HeldNodes { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>
    /// Nodes whose agents do not answer for what they announce, by name, with the address that showed it; see
    /// <see cref="SelfProbeExamination"/>.
    /// </summary>
    public ImmutableSortedDictionary<string, Address> DeafNodes { get; init; } =
        ImmutableSortedDictionary.Create<string, Address>(StringComparer.Ordinal);

    /// <summary>
    /// Nodes that have been draining for long enough that their BGP peers have found other routes; a subset of those that are
    /// draining.
    /// </summary>
    public ImmutableSortedSet<string> DrainedNodes { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>How announcers are chosen among equals, and when addresses move back.</summary>
    public L2Policy L2Policy { get; init; } = L2Policy.MetalLB;

    /// <summary>Whether nodes with the exclude label stay candidates (<c>--ignore-exclude-lb</c>, O-037).</summary>
    public bool IgnoreExcludeLabel { get; init; }
}
