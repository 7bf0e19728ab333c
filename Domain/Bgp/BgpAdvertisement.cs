using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Domain.Bgp;

/// <summary>
/// Which pools are advertised over BGP, from which nodes, to which peers and with which attributes (BGPAdvertisement,
/// C-050 to C-057), validated.
/// </summary>
public sealed record BgpAdvertisement
{
    /// <summary>The length of a prefix that covers one IPv4 address.</summary>
    public const int HostLengthIPv4 = 32;

    /// <summary>The length of a prefix that covers one IPv6 address.</summary>
    public const int HostLengthIPv6 = 128;

    /// <summary>The object's name.</summary>
    public required string Name { get; init; }

    /// <summary>Pools by name; together with no selector, empty means all pools (C-054).</summary>
    public ImmutableSortedSet<string> Pools { get; init; } = [];

    /// <summary>Pools by label, ORed and united with <see cref="Pools"/> (C-054).</summary>
    public ImmutableArray<LabelSelector> PoolSelectors { get; init; } = [];

    /// <summary>The length of the IPv4 prefixes, 1 to 32 bits, default 32 (C-050).</summary>
    public int AggregationLength { get; init; } = HostLengthIPv4;

    /// <summary>The length of the IPv6 prefixes, 1 to 128 bits, default 128 (C-051).</summary>
    public int AggregationLengthV6 { get; init; } = HostLengthIPv6;

    /// <summary>LOCAL_PREF of the routes to iBGP peers; 0, the default, leaves the choice to the engine (C-052, B-023).</summary>
    public uint LocalPref { get; init; }

    /// <summary>The communities of the routes, at most 63 (C-053, B-013).</summary>
    public ImmutableSortedSet<BgpCommunity> Communities { get; init; } = [];

    /// <summary>The peers that receive the routes, by the names of their objects; empty means all (C-056, B-011).</summary>
    public ImmutableSortedSet<string> Peers { get; init; } = [];

    /// <summary>The nodes that advertise, by label, ORed; empty means all (C-055).</summary>
    public ImmutableArray<LabelSelector> NodeSelectors { get; init; } = [];

    /// <summary>Services by label, ORed; empty means all Services of the pools (C-057).</summary>
    public ImmutableArray<LabelSelector> ServiceSelectors { get; init; } = [];

    /// <summary>MULTI_EXIT_DISC of the routes; null, the default, for none (annotation <c>metalorleans.io/med</c>).</summary>
    public uint? Med { get; init; }

    /// <summary>
    /// How many times more than once the own number stands in the AS path, 0 to 16, default 0 (annotation
    /// <c>metalorleans.io/as-path-prepend</c>).
    /// </summary>
    public int Prepend { get; init; }

    /// <summary>
    /// Octets a second that one ready endpoint on the advertising node stands for; 0, the default, for no link-bandwidth
    /// community (annotation <c>metalorleans.io/bandwidth-per-endpoint</c>).
    /// </summary>
    public long BandwidthPerEndpoint { get; init; }

    /// <summary>What the advertisement selects and does not advertise, sorted by pool (C-059, C-060, C-109).</summary>
    public ImmutableArray<BgpExclusion> Exclusions { get; init; } = [];

    /// <summary>Whether the advertisement names the pool, by name, by label, or by naming none.</summary>
    public bool Selects(AddressPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return (Pools.IsEmpty && PoolSelectors.IsEmpty)
            || Pools.Contains(pool.Name)
            || (!PoolSelectors.IsEmpty && PoolSelectors.Selects(pool.Labels));
    }

    /// <summary>Whether the node advertises the pool's addresses by this advertisement (B-001).</summary>
    public bool Covers(AddressPool pool, ClusterNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Selects(pool)
            && NodeSelectors.Selects(node.Labels)
            && !Exclusions.Any(exclusion =>
                string.Equals(exclusion.Pool, pool.Name, StringComparison.Ordinal)
                && exclusion.Nodes?.Contains(node.Name) != false);
    }

    /// <summary>Whether the advertisement is for a Service with these labels (B-002).</summary>
    public bool IsFor(IReadOnlyDictionary<string, string> serviceLabels) => ServiceSelectors.Selects(serviceLabels);

    /// <summary>Whether the peer receives the routes (B-011).</summary>
    public bool IsSentTo(BgpPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return Peers.IsEmpty || Peers.Contains(peer.Name);
    }

    /// <summary>The prefix that is advertised for an address (B-010).</summary>
    public Prefix PrefixOf(Address address) =>
        Prefix.Of(address, address.Family == IPFamily.IPv4 ? AggregationLength : AggregationLengthV6);

    /// <summary>Whether the other advertisement says the same, whatever object it was read from (W-100).</summary>
    public bool Equals(BgpAdvertisement? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && AggregationLength == other.AggregationLength
        && AggregationLengthV6 == other.AggregationLengthV6
        && LocalPref == other.LocalPref
        && Med == other.Med
        && Prepend == other.Prepend
        && BandwidthPerEndpoint == other.BandwidthPerEndpoint
        && Contents.Same(Pools, other.Pools)
        && Contents.Same(PoolSelectors, other.PoolSelectors)
        && Contents.Same(Communities, other.Communities)
        && Contents.Same(Peers, other.Peers)
        && Contents.Same(NodeSelectors, other.NodeSelectors)
        && Contents.Same(ServiceSelectors, other.ServiceSelectors)
        && Contents.Same(Exclusions, other.Exclusions);

    /// <summary>The hash of the name.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
