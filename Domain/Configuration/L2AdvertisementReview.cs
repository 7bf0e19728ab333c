using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges one L2Advertisement by itself (C-007, C-030 to C-037).</summary>
internal static class L2AdvertisementReview
{
    // C-036.
    private const int WeightMin = 1;
    private const int WeightMax = 100;

    /// <summary>
    /// Reads the advertisement; what comes back is only meaningful when the review found nothing wrong.
    /// </summary>
    /// <remarks>
    /// Pools that do not exist are no fault (C-030): the pool may come later. Repeated interfaces are none either, as in
    /// MetalLB.
    /// </remarks>
    public static L2Advertisement ReadL2Advertisement(this ObjectReview review, L2AdvertisementSpec spec)
    {
        review.RefuseDuplicates(
            "spec.ipAddressPools",
            spec.IPAddressPools,
            pool => $"duplicate definition of ipAddressPools {QuotedText.Of(pool)}");
        return new L2Advertisement
        {
            Name = spec.Name,
            Pools = [.. spec.IPAddressPools],
            PoolSelectors = review.ReadList("spec.ipAddressPoolSelectors", spec.IPAddressPoolSelectors),
            NodeSelectors = review.ReadList("spec.nodeSelectors", spec.NodeSelectors),
            Interfaces = [.. spec.Interfaces],
            ServiceSelectors = review.ReadList("spec.serviceSelectors", spec.ServiceSelectors),
            PreferredNodes = review.ReadPreferredNodes(spec.PreferredNodeSelectors),
        };
    }

    /// <summary>Here a repetition is allowed: weights add up (C-007, C-039).</summary>
    private static ImmutableArray<PreferredNodes> ReadPreferredNodes(
        this ObjectReview review, ImmutableArray<PreferredNodesSpec> specs)
    {
        var preferences = ImmutableArray.CreateBuilder<PreferredNodes>(specs.Length);
        for (var i = 0; i < specs.Length; i++)
        {
            var path = $"spec.preferredNodeSelectors[{i}]";
            if (specs[i].Weight is < WeightMin or > WeightMax)
            {
                review.Refuse(
                    $"{path}.weight",
                    $"invalid value {specs[i].Weight}, must be in {WeightMin}-{WeightMax} range",
                    $"Use a weight from {WeightMin} to {WeightMax}.");
            }

            preferences.Add(new PreferredNodes(specs[i].Weight, review.Read($"{path}.preference", specs[i].Preference)));
        }

        return preferences.ToImmutable();
    }
}
