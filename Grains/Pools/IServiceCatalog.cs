using System.Collections.Immutable;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Pools;

/// <summary>Where a pool learns who holds its addresses. Implemented by the silo on the Kubernetes API.</summary>
public interface IServiceCatalog
{
    /// <summary>Every Service with an address in its status, from a consistent list, not from a cache.</summary>
    /// <exception cref="IOException">The API server did not answer.</exception>
    Task<ImmutableArray<ServiceView>> ListAssignedAsync(CancellationToken cancellationToken);
}
