using System.Collections.Immutable;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Interfaces.Services;

/// <summary>One Service's convergence: from what it asks to an address, a status and an announcement. Key: <c>namespace/name</c>.</summary>
/// <remarks>
/// Every call is idempotent: a pass over a Service that has converged writes nothing (invariant 10). When the silo dies
/// midway the next pass finds the truth in the Service's own status.
/// </remarks>
[Alias("MetalOrleans.IServiceGrain")]
public interface IServiceGrain : IGrainWithStringKey
{
    /// <summary>
    /// Has the pools decide what the Service shall have, and leaves it to the next <see cref="ReconcileAsync"/> of the same
    /// version to carry it out: so that many Services are decided in order and written side by side.
    /// </summary>
    /// <param name="service">The Service as last read.</param>
    /// <param name="cancellationToken">Abandons the pass between two steps.</param>
    [Alias("Decide")]
    Task DecideAsync(ServiceView service, CancellationToken cancellationToken);

    /// <summary>Makes the Service converge (S-040 to S-061).</summary>
    /// <param name="service">The Service as last read.</param>
    /// <param name="endpoints">The endpoints behind it as last read.</param>
    /// <param name="cancellationToken">Abandons the pass between two steps.</param>
    [Alias("Reconcile")]
    Task<ServiceReconciliation> ReconcileAsync(
        ServiceView service, ServiceEndpoints endpoints, CancellationToken cancellationToken);

    /// <summary>The Service is gone: its address is free, and nobody announces it for this Service any more.</summary>
    /// <returns>The pools in which something became free.</returns>
    [Alias("Forget")]
    Task<ImmutableSortedSet<string>> ForgetAsync(CancellationToken cancellationToken);
}
