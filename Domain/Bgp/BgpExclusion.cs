using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Bgp;

/// <summary>A pool that an advertisement selects and yet does not advertise, because the two do not go together.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="Nodes">The nodes that do not advertise it; null means all nodes.</param>
public sealed record BgpExclusion(string Pool, ImmutableSortedSet<string>? Nodes)
{
    /// <summary>Whether the other exclusion says the same.</summary>
    public bool Equals(BgpExclusion? other) =>
        other is not null && string.Equals(Pool, other.Pool, StringComparison.Ordinal) && Contents.SameOrNull(Nodes, other.Nodes);

    /// <summary>The hash of the pool's name.</summary>
    public override int GetHashCode() => Pool.GetHashCode(StringComparison.Ordinal);
}
