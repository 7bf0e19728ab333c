using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Resources;
using AdvertisementSpec = MetalOrleans.Domain.Configuration.L2AdvertisementSpec;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>An L2Advertisement, as it was written, in domain words (C-030 to C-037).</summary>
public static class L2AdvertisementMapping
{
    /// <summary>The specification.</summary>
    public static AdvertisementSpec ToSpec(L2Advertisement advertisement)
    {
        ArgumentNullException.ThrowIfNull(advertisement);
        var spec = advertisement.Spec ?? new Resources.L2AdvertisementSpec();
        return new AdvertisementSpec
        {
            Name = advertisement.Metadata.Name,
            IPAddressPools = [.. spec.IPAddressPools ?? []],
            IPAddressPoolSelectors = SelectorMapping.ToSpecs(spec.IPAddressPoolSelectors),
            NodeSelectors = SelectorMapping.ToSpecs(spec.NodeSelectors),
            Interfaces = [.. spec.Interfaces ?? []],
            ServiceSelectors = SelectorMapping.ToSpecs(spec.ServiceSelectors),
            PreferredNodeSelectors =
            [
                .. (spec.PreferredNodeSelectors ?? [])
                    .Select(entry => new PreferredNodesSpec(entry.Weight, SelectorMapping.ToSpec(entry.Preference))),
            ],
        };
    }
}
