using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Bgp;

/// <summary>One reason for a node to advertise a prefix: one address of a Service by one advertisement (B-010).</summary>
public sealed record RouteContribution
{
    /// <summary>The address, masked to the advertisement's aggregation length.</summary>
    public required Prefix Prefix { get; init; }

    /// <summary>The BGPPeer objects that hear of it, by name; empty means all that the node has (B-011).</summary>
    public ImmutableSortedSet<string> Peers { get; init; } = [];

    /// <summary>What the route says.</summary>
    public RouteAttributes Attributes { get; init; } = RouteAttributes.None;

    /// <summary>Whether a peer of this name hears of it.</summary>
    public bool IsSentTo(string peer) => Peers.IsEmpty || Peers.Contains(peer);

    /// <summary>Whether the other contribution says the same: many Services in one aggregate often do.</summary>
    public bool Equals(RouteContribution? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (Prefix == other.Prefix && Attributes.Equals(other.Attributes) && Contents.Same(Peers, other.Peers)));

    /// <summary>The hash of the prefix and the attributes.</summary>
    public override int GetHashCode() => HashCode.Combine(Prefix, Attributes);
}
