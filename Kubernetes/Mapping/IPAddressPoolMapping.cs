using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Resources;
using PoolSpec = MetalOrleans.Domain.Configuration.IPAddressPoolSpec;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>An IPAddressPool, as it was written, in domain words (C-010 to C-018).</summary>
public static class IPAddressPoolMapping
{
    /// <summary>The specification, with the schema's defaults for what is left out.</summary>
    public static PoolSpec ToSpec(IPAddressPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return new PoolSpec
        {
            Name = pool.Metadata.Name,
            Labels = MetadataMapping.ToLabels(pool.Metadata),
            CreatedAt = pool.Metadata.CreationTimestamp ?? default,
            Addresses = [.. pool.Spec?.Addresses ?? []],
            AutoAssign = pool.Spec?.AutoAssign ?? true,
            AvoidBuggyIPs = pool.Spec?.AvoidBuggyIPs ?? false,
            ServiceAllocation = ToAllocation(pool.Spec?.ServiceAllocation),
        };
    }

    private static ServiceAllocationSpec? ToAllocation(IPAddressPoolServiceAllocation? allocation) =>
        allocation is null
            ? null
            : new ServiceAllocationSpec
            {
                Priority = allocation.Priority ?? 0,
                Namespaces = [.. allocation.Namespaces ?? []],
                NamespaceSelectors = SelectorMapping.ToSpecs(allocation.NamespaceSelectors),
                ServiceSelectors = SelectorMapping.ToSpecs(allocation.ServiceSelectors),
            };
}
