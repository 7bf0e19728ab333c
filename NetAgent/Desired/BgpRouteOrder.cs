using System.Collections.Immutable;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>To whom one prefix is advertised, and how. Prefixes that are advertised alike share one of these.</summary>
internal sealed class BgpRouteOrder(ImmutableArray<BgpPathOrder> paths) : IEquatable<BgpRouteOrder>
{
    /// <summary>Each names other peers than the rest.</summary>
    public ImmutableArray<BgpPathOrder> Paths { get; } = paths;

    /// <summary>How one peer hears it; null when it does not.</summary>
    public BgpPathOrder? For(string peer)
    {
        foreach (var path in Paths)
        {
            if (path.Peers.AsSpan().BinarySearch(peer, StringComparer.Ordinal) >= 0)
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Whether both say the same.</summary>
    public bool Equals(BgpRouteOrder? other) =>
        other is not null && (ReferenceEquals(this, other) || Paths.AsSpan().SequenceEqual(other.Paths.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BgpRouteOrder);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var path in Paths)
        {
            hash.Add(path);
        }

        return hash.ToHashCode();
    }
}
