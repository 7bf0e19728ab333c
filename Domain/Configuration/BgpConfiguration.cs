using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Domain.Configuration;

/// <summary>What BGP runs with, each list sorted by name, and what was refused.</summary>
/// <param name="Peers">The accepted peers.</param>
/// <param name="Advertisements">The accepted advertisements, some with pools that they do not cover.</param>
/// <param name="BfdProfiles">The accepted BFD profiles.</param>
/// <param name="Communities">The accepted names of communities.</param>
/// <param name="Refused">
/// What is wrong. An object that is refused only on some nodes, or for some pools, is among the accepted as well.
/// </param>
public sealed record BgpConfiguration(
    ImmutableArray<BgpPeer> Peers,
    ImmutableArray<BgpAdvertisement> Advertisements,
    ImmutableArray<BfdProfile> BfdProfiles,
    ImmutableArray<CommunityNames> Communities,
    ImmutableArray<ConfigurationRefusal> Refused);
