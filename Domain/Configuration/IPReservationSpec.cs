using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>An IPReservation as it was written, not yet judged.</summary>
public sealed record IPReservationSpec
{
    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>metadata.creationTimestamp</c>: of two that reserve one address, the older is kept.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>spec.pool</c>.</summary>
    public string Pool { get; init; } = "";

    /// <summary><c>spec.addresses</c>: single addresses, CIDRs and ranges.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary><c>spec.count.ipv4</c>, default 0.</summary>
    public int CountIPv4 { get; init; }

    /// <summary><c>spec.count.ipv6</c>, default 0.</summary>
    public int CountIPv6 { get; init; }

    /// <summary><c>spec.owner.service.namespace</c>, or null.</summary>
    public string? ServiceNamespace { get; init; }

    /// <summary><c>spec.owner.service.name</c>, or null.</summary>
    public string? ServiceName { get; init; }

    /// <summary><c>spec.owner.namespaces</c>.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary><c>spec.owner.namespaceSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> NamespaceSelectors { get; init; } = [];

    /// <summary><c>spec.owner.serviceSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> ServiceSelectors { get; init; } = [];
}
