using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Services;

/// <summary>Writes a Service's status and the annotations that travel with it (S-020). Implemented by the silo.</summary>
public interface IServiceStatusWriter
{
    /// <summary>One PUT of the status subresource against the resourceVersion that the pass was based on.</summary>
    Task<StatusWriteResult> WriteAsync(ServiceView basis, ServiceStatus status, CancellationToken cancellationToken);
}
