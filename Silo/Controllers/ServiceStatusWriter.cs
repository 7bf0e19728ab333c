using System.Text.Json;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Services;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;
using ServiceStatus = MetalOrleans.Grains.Services.ServiceStatus;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Writes a Service's status: one PUT of the whole object, annotations included (S-020).</summary>
internal sealed partial class ServiceStatusWriter(
    KubernetesClient client,
    ServiceStore services,
    SiloTerm term,
    ClusterViewStore views,
    ILogger<ServiceStatusWriter> logger) : IServiceStatusWriter
{
    private readonly WritesInFlight _inFlight = new();

    public async Task<StatusWriteResult> WriteAsync(
        ServiceView basis, ServiceStatus status, ClusterView decidedUnder, CancellationToken cancellationToken)
    {
        using var write = _inFlight.Begin();
        if (!ReferenceEquals(decidedUnder.Pools, views.Current.Pools))
        {
            return new StatusWriteResult(StatusWriteOutcome.Conflict, "the pools have changed");
        }

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

        return await TryAsync(
            basis,
            async () =>
            {
                services.Put(await client.UpdateStatusAsync(WithStatus(read, status), cancellationToken));
                return StatusWriteResult.Written;
            },
            cancellationToken);
    }

    public Task<StatusWriteResult> ConfirmAsync(ServiceView basis, CancellationToken cancellationToken) => TryAsync(
        basis,
        async () =>
        {
            var current = await client.GetAsync<Service>(ServiceMapping.ToObjectKey(basis.Key), cancellationToken);
            return current.Metadata.ResourceVersion == basis.ResourceVersion
                ? StatusWriteResult.Written
                : new StatusWriteResult(StatusWriteOutcome.Conflict, "the API server has a newer version of the Service");
        },
        cancellationToken);

    /// <summary>
    /// Completes when every write that was decided under other pools than the present ones has ended; those that begin later
    /// are refused. What is listed after that says what the old pools gave away.
    /// </summary>
    public Task WhenWrittenAsync(CancellationToken cancellationToken) => _inFlight.WhenEndedAsync(cancellationToken);

    private async Task<StatusWriteResult> TryAsync(
        ServiceView basis, Func<Task<StatusWriteResult>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt();
        }
        catch (KubernetesApiException e)
        {
            return new StatusWriteResult(OutcomeOf(e), e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or TimeoutException
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
