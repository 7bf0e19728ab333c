using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>An IPAddressPool as it was written, not yet judged.</summary>
public sealed record IPAddressPoolSpec
{
    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>metadata.labels</c>.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary><c>metadata.creationTimestamp</c>: of two pools that overlap, the older is kept.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>spec.addresses</c>.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary><c>spec.autoAssign</c>, default true.</summary>
    public bool AutoAssign { get; init; } = true;

    /// <summary><c>spec.avoidBuggyIPs</c>, default false.</summary>
    public bool AvoidBuggyIPs { get; init; }

    /// <summary><c>spec.serviceAllocation</c>, or null.</summary>
    public ServiceAllocationSpec? ServiceAllocation { get; init; }
}
