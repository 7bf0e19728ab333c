using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Services;

/// <summary>Writes a Service's status and the annotations that travel with it (S-020). Implemented by the silo.</summary>
public interface IServiceStatusWriter
{
    /// <summary>
    /// One PUT of the status subresource against the resourceVersion that the pass was based on; refused with
    /// <see cref="StatusWriteOutcome.Conflict"/> when the pools are not those any more that it was decided under.
    /// </summary>
    Task<StatusWriteResult> WriteAsync(
        ServiceView basis, ServiceStatus status, ClusterView decidedUnder, CancellationToken cancellationToken);

    /// <summary>One GET: whether the API server has no newer version of the Service than the pass was based on.</summary>
    /// <returns><see cref="StatusWriteOutcome.Written"/> when it has not.</returns>
    Task<StatusWriteResult> ConfirmAsync(ServiceView basis, CancellationToken cancellationToken);
}
