using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary><c>spec.serviceAllocation</c> of an IPAddressPool as it was written.</summary>
public sealed record ServiceAllocationSpec
{
    /// <summary><c>priority</c>.</summary>
    public int Priority { get; init; }

    /// <summary><c>namespaces</c>.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary><c>namespaceSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> NamespaceSelectors { get; init; } = [];

    /// <summary><c>serviceSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> ServiceSelectors { get; init; } = [];
}
