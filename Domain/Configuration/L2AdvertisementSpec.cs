using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>An L2Advertisement as it was written, not yet judged.</summary>
public sealed record L2AdvertisementSpec
{
    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>spec.ipAddressPools</c>.</summary>
    public ImmutableArray<string> IPAddressPools { get; init; } = [];

    /// <summary><c>spec.ipAddressPoolSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> IPAddressPoolSelectors { get; init; } = [];

    /// <summary><c>spec.nodeSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> NodeSelectors { get; init; } = [];

    /// <summary><c>spec.interfaces</c>.</summary>
    public ImmutableArray<string> Interfaces { get; init; } = [];

    /// <summary><c>spec.serviceSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> ServiceSelectors { get; init; } = [];

    /// <summary><c>spec.preferredNodeSelectors</c>: weight and preference.</summary>
    public ImmutableArray<PreferredNodesSpec> PreferredNodeSelectors { get; init; } = [];
}
