using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Kubernetes.Resources;
using AdvertisementSpec = MetalOrleans.Domain.Configuration.BGPAdvertisementSpec;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>A BGPAdvertisement, as it was written, in domain words (C-050 to C-057).</summary>
public static class BGPAdvertisementMapping
{
    /// <summary>The specification.</summary>
    public static AdvertisementSpec ToSpec(BGPAdvertisement advertisement)
    {
        ArgumentNullException.ThrowIfNull(advertisement);
        var spec = advertisement.Spec ?? new BGPAdvertisementSpec();
        return new AdvertisementSpec
        {
            Name = advertisement.Metadata.Name,
            CreatedAt = advertisement.Metadata.CreationTimestamp ?? default,
            IPAddressPools = Texts(spec.IPAddressPools),
            IPAddressPoolSelectors = SelectorMapping.ToSpecs(spec.IPAddressPoolSelectors),
            AggregationLength = spec.AggregationLength,
            AggregationLengthV6 = spec.AggregationLengthV6,
            LocalPref = spec.LocalPref ?? 0,
            Communities = Texts(spec.Communities),
            Peers = Texts(spec.Peers),
            NodeSelectors = SelectorMapping.ToSpecs(spec.NodeSelectors),
            ServiceSelectors = SelectorMapping.ToSpecs(spec.ServiceSelectors),
            Med = advertisement.Metadata.Annotations?.GetValueOrDefault(BgpAnnotations.Med),
            Prepend = advertisement.Metadata.Annotations?.GetValueOrDefault(BgpAnnotations.Prepend),
            BandwidthPerEndpoint = advertisement.Metadata.Annotations?.GetValueOrDefault(BgpAnnotations.BandwidthPerEndpoint),
        };
    }

    /// <summary>A null in a list, which no schema lets through, reads as an empty text and is judged as one.</summary>
    private static ImmutableArray<string> Texts(List<string>? items) => [.. (items ?? []).Select(item => item ?? "")];
}
