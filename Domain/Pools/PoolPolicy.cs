using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Pools;

/// <summary>What one pool may give, to whom, and how long it remembers (PoolPolicy of metalorleans.io), already validated.</summary>
public sealed record PoolPolicy
{
    /// <summary>The object's name.</summary>
    public required string Name { get; init; }

    /// <summary>The pool it is about, which need not exist yet. At most one accepted policy names a pool.</summary>
    public required string Pool { get; init; }

    /// <summary>Whether the pool gives addresses.</summary>
    public PoolState State { get; init; }

    /// <summary>How long an address stays with a Service that went; zero, the default, for not at all.</summary>
    public TimeSpan HoldFor { get; init; }

    /// <summary>All of them must allow an address.</summary>
    public ImmutableArray<NamespaceQuota> Quotas { get; init; } = [];

    /// <summary>What concerns the routes of its Services.</summary>
    public PoolBgpPolicy Bgp { get; init; } = PoolBgpPolicy.None;

    /// <summary>Whether the other policy says the same.</summary>
    public bool Equals(PoolPolicy? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(Pool, other.Pool, StringComparison.Ordinal)
        && State == other.State
        && HoldFor == other.HoldFor
        && Bgp.Equals(other.Bgp)
        && Contents.Same(Quotas, other.Quotas);

    /// <summary>The hash of the name.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
