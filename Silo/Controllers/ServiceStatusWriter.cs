using System.Text.Json;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Services;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;
using ServiceStatus = MetalOrleans.Grains.Services.ServiceStatus;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Writes a Service's status: one PUT of the whole object, annotations included (S-020).</summary>
internal sealed partial class ServiceStatusWriter(
    KubernetesClient client, ServiceStore services, SiloTerm term, ILogger<ServiceStatusWriter> logger) : IServiceStatusWriter
{
    public async Task<StatusWriteResult> WriteAsync(
        ServiceView basis, ServiceStatus status, CancellationToken cancellationToken)
    {
        if (!services.TryGet(basis.Key, out var read))
        {
            return new StatusWriteResult(StatusWriteOutcome.Gone, "the Service is gone");
        }

        if (read.Metadata.ResourceVersion != basis.ResourceVersion)
        {
            return new StatusWriteResult(StatusWriteOutcome.Conflict, "a newer version of the Service has been read");
        }

        if (!term.IsHeld)
        {
            return new StatusWriteResult(StatusWriteOutcome.Failed, "this silo is not sure to hold its lease");
        }

        try
        {
            services.Put(await client.UpdateStatusAsync(WithStatus(read, status), cancellationToken));
            return StatusWriteResult.Written;
        }
        catch (KubernetesApiException e)
        {
            return new StatusWriteResult(OutcomeOf(e), e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogWriteFailed(logger, basis.Key, e.Message);
            return new StatusWriteResult(StatusWriteOutcome.Failed, e.Message);
        }
    }

    private static StatusWriteOutcome OutcomeOf(KubernetesApiException failure) => failure switch
    {
        { IsConflict: true } => StatusWriteOutcome.Conflict,
        { IsNotFound: true } => StatusWriteOutcome.Gone,
        _ => StatusWriteOutcome.Failed,
    };

    private static Service WithStatus(Service read, ServiceStatus status)
    {
        var annotations = new Dictionary<string, string>(read.Metadata.Annotations ?? [], StringComparer.Ordinal);
        foreach (var (key, value) in status.AnnotationChanges)
        {
            if (value is null)
            {
                annotations.Remove(key);
            }
            else
            {
                annotations[key] = value;
            }
        }

        return ServiceMapping.WithIngress(read, status.IngressIPs) with
        {
            Metadata = read.Metadata with { Annotations = annotations },
        };
    }
}
