using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges one IPAddressPool by itself (C-010 to C-018, A-020 to A-032).</summary>
internal static class PoolReview
{
    /// <summary>Reads the pool; what comes back is only meaningful when the review found nothing wrong.</summary>
    public static AddressPool ReadPool(this ObjectReview review, IPAddressPoolSpec spec) => new()
    {
        Name = spec.Name,
        Labels = spec.Labels,
        Ranges = review.ReadRanges(spec),
        AutoAssign = spec.AutoAssign,
        AvoidBuggyIPs = spec.AvoidBuggyIPs,
        ServiceAllocation = spec.ServiceAllocation is { } allocation ? review.ReadAllocation(allocation) : null,
    };

    /// <summary>
    /// The blocks of two overlapping ranges that MetalLB would name: the first of each that meets the other (C-021).
    /// </summary>
    public static (Prefix Ours, Prefix Theirs) FirstOverlap(AddressRange ours, AddressRange theirs)
    {
        var own = ours.ToPrefixes().First(block => AsRange(block).Overlaps(theirs));
        return (own, theirs.ToPrefixes().First(block => AsRange(block).Overlaps(AsRange(own))));
    }

    private static AddressRange AsRange(Prefix block) => new(block.Network, block.Last, "");

    private static ImmutableArray<AddressRange> ReadRanges(this ObjectReview review, IPAddressPoolSpec spec)
    {
        if (spec.Addresses.IsDefaultOrEmpty)
        {
            review.Refuse(
                "spec.addresses",
                "pool has no prefixes defined",
                "Add at least one CIDR such as 192.0.2.0/24, or a range such as 192.0.2.10-192.0.2.20.");
            return [];
        }

        var ranges = ImmutableArray.CreateBuilder<AddressRange>(spec.Addresses.Length);
        for (var i = 0; i < spec.Addresses.Length; i++)
        {
            var (range, error) = AddressRange.Parse(spec.Addresses[i]);
            if (range is null)
            {
                review.Refuse(
                    $"spec.addresses[{i}]",
                    $"invalid CIDR {QuotedText.Of(spec.Addresses[i])} in pool {QuotedText.Of(spec.Name)}: {error}",
                    "Write a CIDR such as 192.0.2.0/24, or a range of one family such as 192.0.2.10-192.0.2.20.");
            }
            else
            {
                ranges.Add(range);
            }
        }

        return ranges.ToImmutable();
    }

    private static ServiceAllocation ReadAllocation(this ObjectReview review, ServiceAllocationSpec spec)
    {
        const string path = "spec.serviceAllocation";
        review.RefuseDuplicates(
            $"{path}.namespaces", spec.Namespaces, _ => "duplicate definition in namespaces field");
        return new ServiceAllocation
        {
            Priority = spec.Priority,
            Namespaces = [.. spec.Namespaces],
            NamespaceSelectors = review.ReadList($"{path}.namespaceSelectors", spec.NamespaceSelectors),
            ServiceSelectors = review.ReadList($"{path}.serviceSelectors", spec.ServiceSelectors),
        };
    }
}
