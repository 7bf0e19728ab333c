using System.Collections.Immutable;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Pools;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Lists the Services that hold addresses, straight from the API server.</summary>
internal sealed class ServiceCatalog(KubernetesClient client, ServiceStatusWriter writer, SiloTerm term) : IServiceCatalog
{
    public async Task<ImmutableArray<ServiceView>> ListAssignedAsync(CancellationToken cancellationToken)
    {
        if (!term.IsHeld)
        {
            // What a pool learns while another silo leads would be stale by the time that this one does.
            throw new InvalidOperationException("This silo is not sure to hold its lease: no pool learns who holds its addresses.");
        }

        await writer.WhenWrittenAsync(cancellationToken);
        // No resourceVersion: the API server answers with the newest state, not with what a cache of its own holds.
        var services = await client.ListAllAsync<Service>(ListQuery.All, cancellationToken);
        return [.. services.Items.Select(ServiceMapping.ToView).Where(service => !service.IngressIPs.IsEmpty)];
    }
}
