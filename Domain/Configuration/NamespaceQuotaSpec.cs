using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>One entry of <c>spec.quotas</c> of a PoolPolicy as it was written.</summary>
public sealed record NamespaceQuotaSpec
{
    /// <summary><c>name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>addresses</c>.</summary>
    public int Addresses { get; init; }

    /// <summary><c>namespaces</c>.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary><c>namespaceSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> NamespaceSelectors { get; init; } = [];
}
