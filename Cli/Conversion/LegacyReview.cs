using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Mapping;

namespace MetalOrleans.Cli.Conversion;

/// <summary>Judges converted resources as a silo will judge them.</summary>
internal static class LegacyReview
{
    /// <summary>What a silo would refuse, and why.</summary>
    public static IEnumerable<string> Faults(LegacyResources resources)
    {
        var (pools, poolFaults) = ConfigurationReview.ReviewPools(resources.Pools.Select(IPAddressPoolMapping.ToSpec));
        var (_, l2Faults) = ConfigurationReview.ReviewL2Advertisements(
            resources.L2Advertisements.Select(L2AdvertisementMapping.ToSpec));
        var bgp = ConfigurationReview.ReviewBgp(new BgpSpecs
        {
            Namespace = resources.Pools.Select(pool => pool.Metadata.Namespace).FirstOrDefault() ?? "",
            Peers = [.. resources.Peers.Select(BGPPeerMapping.ToSpec)],
            Advertisements = [.. resources.BgpAdvertisements.Select(BGPAdvertisementMapping.ToSpec)],
            BfdProfiles = [.. resources.BfdProfiles.Select(BFDProfileMapping.ToSpec)],
            Communities = [.. resources.Communities.Select(CommunityMapping.ToSpec)],
            Pools = pools,
        });
        return poolFaults.Concat(l2Faults).Concat(bgp.Refused).Select(refusal => refusal.ToString());
    }
}
