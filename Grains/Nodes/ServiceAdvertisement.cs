using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Grains.Nodes;

/// <summary>What a node advertises of one Service.</summary>
/// <param name="Addresses">The addresses; empty when it advertises nothing.</param>
/// <param name="Peers">The BGPPeer objects that hear of any of their prefixes, by name.</param>
public sealed record ServiceAdvertisement(ImmutableSortedSet<Address> Addresses, ImmutableSortedSet<string> Peers)
{
    /// <summary>Nothing.</summary>
    public static ServiceAdvertisement None { get; } = new([], ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(ServiceAdvertisement? other) =>
        other is not null
        && Addresses.SetEquals(other.Addresses)
        && (ReferenceEquals(Peers, other.Peers) || Peers.SetEquals(other.Peers));

    /// <summary>The hash of the numbers of both.</summary>
    public override int GetHashCode() => HashCode.Combine(Addresses.Count, Peers.Count);
}
