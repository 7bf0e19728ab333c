using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Nodes;

/// <summary>One network interface of a node that addresses are, or were, announced on.</summary>
public sealed record NodeLink
{
    /// <summary>The interface's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the agent answers on it and the link has carrier.</summary>
    public required bool IsUsable { get; init; }

    /// <summary>
    /// The one family whose addresses the agent can announce on the link now; null when it can announce those of both. A link
    /// without an IPv6 link-local address that is known to be unique is for IPv4 only.
    /// </summary>
    public IPFamily? OnlyFamily { get; init; }

    /// <summary>The subnets that the node has an address in on this interface; empty when the agent does not say.</summary>
    public ImmutableArray<Prefix> Subnets { get; init; } = [];

    /// <summary>Whether addresses of a family can be announced on the link.</summary>
    public bool IsUsableFor(IPFamily family) => IsUsable && (OnlyFamily is null || OnlyFamily == family);

    /// <summary>Whether the other link says the same.</summary>
    public bool Equals(NodeLink? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && IsUsable == other.IsUsable
        && OnlyFamily == other.OnlyFamily
        && Contents.Same(Subnets, other.Subnets);

    /// <summary>The hash of the name.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
