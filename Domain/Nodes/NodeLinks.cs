using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Nodes;

/// <summary>The links of one node, as its agent reported them in the present session.</summary>
/// <remarks>
/// A link that was used and is gone stays listed as unusable until the session ends, so that the loss of an interface counts
/// like the loss of its carrier.
/// </remarks>
public sealed record NodeLinks
{
    /// <summary>No link is known.</summary>
    public static NodeLinks None { get; } = new();

    /// <summary>The links by name.</summary>
    public ImmutableSortedDictionary<string, NodeLink> ByName { get; init; } =
        ImmutableSortedDictionary.Create<string, NodeLink>(StringComparer.Ordinal);

    /// <summary>The names of the links that cannot be used now.</summary>
    public ImmutableSortedSet<string> Unusable =>
        [.. ByName.Values.Where(link => !link.IsUsable).Select(link => link.Name)];

    /// <summary>
    /// Whether the node cannot reach the segment of an address: every link that the address would be announced on is
    /// unusable, or cannot announce its family. Those are the links in whose subnet the address lies; where there is none, all.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="interfaces">The interfaces that advertisements restrict the address to; empty means all (L-053).</param>
    /// <remarks>
    /// A node that has none of the listed interfaces is not cut off: the interface list does not influence the election
    /// (L-054).
    /// </remarks>
    public bool IsCutOff(Address address, ImmutableSortedSet<string> interfaces)
    {
        ArgumentNullException.ThrowIfNull(interfaces);
        var (isNear, isNearUsable, isAny, isAnyUsable) = (false, false, false, false);
        foreach (var link in ByName.Values)
        {
            if (!interfaces.IsEmpty && !interfaces.Contains(link.Name))
            {
                continue;
            }

            isAny = true;
            isAnyUsable |= link.IsUsableFor(address.Family);
            if (link.Subnets.Any(subnet => subnet.Contains(address)))
            {
                isNear = true;
                isNearUsable |= link.IsUsableFor(address.Family);
            }
        }

        return isNear ? !isNearUsable : isAny && !isAnyUsable;
    }

    /// <summary>
    /// Whether the node may be able to announce what it could not before: it has a usable link that it had not, or that was
    /// another one.
    /// </summary>
    public bool HasGainedOver(NodeLinks before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return ByName.Values.Any(link => link.IsUsable && !link.Equals(before.ByName.GetValueOrDefault(link.Name)));
    }

    /// <summary>Whether the other node's links say the same.</summary>
    public bool Equals(NodeLinks? other) =>
        other is not null && (ReferenceEquals(ByName, other.ByName) || ByName.SequenceEqual(other.ByName));

    /// <summary>The hash of the number of links.</summary>
    public override int GetHashCode() => ByName.Count;
}
