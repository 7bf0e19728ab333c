using System.Collections.Immutable;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Pools;

/// <summary>Which pools a Service may draw from, and in which order they are tried .</summary>
public static class PoolOrder
{
    /// <summary>The pools to try for a Service that asks for none: pinned ones by priority, then the plain ones by name.</summary>
    /// <param name="pools">All accepted pools.</param>
    /// <param name="service">The Service that wants an address.</param>
    /// <param name="namespaceLabels">The labels of the Service's namespace.</param>
    public static ImmutableArray<AddressPool> For(
        IEnumerable<AddressPool> pools, ServiceView service, IReadOnlyDictionary<string, string> namespaceLabels) =>
        throw new NotImplementedException();

    /// <summary>Whether the pool's <see cref="AddressPool.ServiceAllocation"/> admits the Service .</summary>
    public static bool IsCompatible(
        AddressPool pool, ServiceView service, IReadOnlyDictionary<string, string> namespaceLabels) =>
        throw new NotImplementedException();
}
