using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>A PoolPolicy as it was written, not yet judged.</summary>
public sealed record PoolPolicySpec
{
    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>metadata.creationTimestamp</c>: of two for one pool, the older is kept.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>spec.pool</c>.</summary>
    public string Pool { get; init; } = "";

    /// <summary><c>spec.state</c>: <c>Active</c>, the default, <c>Frozen</c> or <c>Draining</c>.</summary>
    public string State { get; init; } = "Active";

    /// <summary><c>spec.holdFor</c>: a duration such as <c>10m</c> or <c>1h30m</c>; empty, the default, for not at all.</summary>
    public string HoldFor { get; init; } = "";

    /// <summary><c>spec.quotas</c>.</summary>
    public ImmutableArray<NamespaceQuotaSpec> Quotas { get; init; } = [];

    /// <summary><c>spec.bgp</c>.</summary>
    public PoolBgpPolicySpec Bgp { get; init; } = new();
}
