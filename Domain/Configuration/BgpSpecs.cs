using System.Collections.Immutable;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Everything that BGP is configured with, as it was written, and what it is judged against.</summary>
public sealed record BgpSpecs
{
    /// <summary>The namespace of the configuration, which some messages name.</summary>
    public required string Namespace { get; init; }

    /// <summary>The BGPPeer objects.</summary>
    public ImmutableArray<BGPPeerSpec> Peers { get; init; } = [];

    /// <summary>The BGPAdvertisement objects.</summary>
    public ImmutableArray<BGPAdvertisementSpec> Advertisements { get; init; } = [];

    /// <summary>The BFDProfile objects.</summary>
    public ImmutableArray<BFDProfileSpec> BfdProfiles { get; init; } = [];

    /// <summary>The Community objects.</summary>
    public ImmutableArray<CommunitySpec> Communities { get; init; } = [];

    /// <summary>The Secrets of the namespace by name.</summary>
    public ImmutableDictionary<string, PasswordSecret> Secrets { get; init; } =
        ImmutableDictionary<string, PasswordSecret>.Empty;

    /// <summary>The accepted pools.</summary>
    public ImmutableArray<AddressPool> Pools { get; init; } = [];

    /// <summary>The nodes; with none known, objects are taken to share all their nodes (C-091).</summary>
    public ImmutableArray<ClusterNode> Nodes { get; init; } = [];
}
