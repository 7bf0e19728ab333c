using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Cli.Conversion;

/// <summary>What an old configuration becomes, by kind, each in the order of the configuration.</summary>
internal sealed record LegacyResources(
    ImmutableArray<BFDProfile> BfdProfiles,
    ImmutableArray<Community> Communities,
    ImmutableArray<BGPPeer> Peers,
    ImmutableArray<IPAddressPool> Pools,
    ImmutableArray<BGPAdvertisement> BgpAdvertisements,
    ImmutableArray<L2Advertisement> L2Advertisements)
{
    public int Count =>
        BfdProfiles.Length + Communities.Length + Peers.Length + Pools.Length + BgpAdvertisements.Length + L2Advertisements.Length;
}
