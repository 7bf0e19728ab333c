using System.Collections.Immutable;
using MetalOrleans.Protocols.Bgp.Rib;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>With which attributes some peers hear a prefix.</summary>
/// <param name="Peers">The peers' names, in order.</param>
/// <param name="Attributes">The attributes.</param>
internal sealed record BgpPathOrder(ImmutableArray<string> Peers, BgpRouteAttributes Attributes)
{
    /// <summary>Whether both say the same.</summary>
    public bool Equals(BgpPathOrder? other) =>
        other is not null
        && Peers.AsSpan().SequenceEqual(other.Peers.AsSpan(), StringComparer.Ordinal)
        && Attributes.Equals(other.Attributes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Attributes);
        foreach (var peer in Peers)
        {
            hash.Add(peer, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}
