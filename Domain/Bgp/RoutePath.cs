using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Bgp;

/// <summary>How some peers of a node hear of a prefix.</summary>
/// <param name="Peers">The BGPPeer objects, by name; at least one.</param>
/// <param name="Attributes">What the route says to them.</param>
public sealed record RoutePath(ImmutableSortedSet<string> Peers, RouteAttributes Attributes)
{
    /// <summary>Whether the other path says the same to the same peers.</summary>
    public bool Equals(RoutePath? other) =>
        other is not null && Attributes.Equals(other.Attributes) && Contents.Same(Peers, other.Peers);

    /// <summary>The hash of the attributes.</summary>
    public override int GetHashCode() => Attributes.GetHashCode();
}
