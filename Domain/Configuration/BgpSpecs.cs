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

    /// <summary>
    /// The same without what refers to objects that may come later: profiles and Secrets of peers, names of communities. So
    /// a write is judged for what it says itself, whatever order objects come in (C-090).
    /// </summary>
    public BgpSpecs WithoutReferences() => this with
    {
        Peers =
        [
            .. Peers.Select(peer => peer with
            {
                BfdProfile = "",
                // With a password beside it, the reference is wrong in itself.
                PasswordSecret = peer.Password is null ? "" : peer.PasswordSecret,
            }),
        ],
        Advertisements =
        [
            .. Advertisements.Select(advertisement => advertisement with
            {
                Communities =
                    [.. advertisement.Communities.Where(text => text.Contains(':', StringComparison.Ordinal))],
            }),
        ],
    };
}
