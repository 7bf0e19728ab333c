using System.Collections.Immutable;
using MetalOrleans.Domain.Selection;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Pools;

/// <summary>Which pools a Service may draw from, and in which order they are tried .</summary>
public static class PoolOrder
{
    /// <summary>
    /// The pools to try for a Service that asks for none: pinned ones by priority, then the plain ones by name.
    /// </summary>
    /// <remarks>Equal priorities are ordered by name: MetalLB leaves that order to chance .</remarks>
    /// <param name="pools">All accepted pools.</param>
    /// <param name="service">The Service that wants an address.</param>
    /// <param name="namespaceLabels">The labels of the Service's namespace.</param>
    public static ImmutableArray<AddressPool> For(
        IEnumerable<AddressPool> pools, ServiceView service, IReadOnlyDictionary<string, string> namespaceLabels) =>
        [
            .. pools
                .Where(pool => pool.AutoAssign && IsCompatible(pool, service, namespaceLabels))
                .OrderBy(Rank)
                .ThenBy(pool => pool.Name, StringComparer.Ordinal),
        ];

    /// <summary>
    /// Whether the pool's <see cref="AddressPool.ServiceAllocation"/> admits the Service.
    /// </summary>
    /// <remarks>
    /// Deviation: namespace selectors that match no namespace admit nobody. In MetalLB they open the pool to explicit
    /// requests from every namespace.
    /// </remarks>
    public static bool IsCompatible(
        AddressPool pool, ServiceView service, IReadOnlyDictionary<string, string> namespaceLabels)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(service);
        return pool.ServiceAllocation is not { } allocation
            || (AdmitsNamespace(allocation, service.Key.Namespace, namespaceLabels)
                && (allocation.ServiceSelectors.IsEmpty || AnyMatches(allocation.ServiceSelectors, service.Labels)));
    }

    private static bool AdmitsNamespace(
        ServiceAllocation allocation, string name, IReadOnlyDictionary<string, string> labels) =>
        (allocation.Namespaces.IsEmpty && allocation.NamespaceSelectors.IsEmpty)
        || allocation.Namespaces.Contains(name)
        || AnyMatches(allocation.NamespaceSelectors, labels);

    private static bool AnyMatches(
        ImmutableArray<LabelSelector> selectors, IReadOnlyDictionary<string, string> labels) =>
        selectors.Any(selector => selector.Matches(labels));

    /// <summary>
    /// Pinned pools by positive priority, then pinned pools without one, then plain pools (A-001, A-003, C-015).
    /// </summary>
    private static long Rank(AddressPool pool) => pool.ServiceAllocation switch
    {
        { Priority: > 0 } pinned => pinned.Priority,
        not null => int.MaxValue + 1L,
        null => int.MaxValue + 2L,
    };
}
