using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using ServiceEndpoints = MetalOrleans.Grains.Interfaces.Services.ServiceEndpoints;

namespace MetalOrleans.Silo.Controllers;

/// <summary>The Services and EndpointSlices as last read, by Service.</summary>
internal sealed class ServiceStore
{
    private readonly ConcurrentDictionary<ServiceKey, Service> _services = [];
    private readonly ConcurrentDictionary<ServiceKey, ImmutableSortedDictionary<string, EndpointSlice>> _slices = [];

    public IEnumerable<KeyValuePair<ServiceKey, Service>> All => _services;

    public bool TryGet(ServiceKey key, [NotNullWhen(true)] out Service? service) => _services.TryGetValue(key, out service);

    public void Put(Service service) => _services[KeyOf(service)] = service;

    public void Remove(ServiceKey key) => _services.TryRemove(key, out _);

    /// <summary>What announcements need to know of the Service's endpoints.</summary>
    public ServiceEndpoints EndpointsOf(ServiceKey key)
    {
        if (!_slices.TryGetValue(key, out var slices))
        {
            return ServiceEndpoints.None;
        }

        var endpoints = EndpointMapping.ToEndpoints(slices.Values);
        return new ServiceEndpoints(endpoints.HasServingEndpoint, endpoints.ServingNodes) { ReadyByNode = endpoints.ReadyByNode };
    }

    /// <summary>Takes a slice.</summary>
    /// <returns>The Service it belongs to; null when it names none (L-031).</returns>
    public ServiceKey? Put(EndpointSlice slice)
    {
        if (EndpointMapping.ToServiceKey(slice) is not { } key)
        {
            return null;
        }

        _slices.AddOrUpdate(
            key,
            _ => ImmutableSortedDictionary.Create<string, EndpointSlice>(StringComparer.Ordinal).Add(slice.Metadata.Name, slice),
            (_, slices) => slices.SetItem(slice.Metadata.Name, slice));
        return key;
    }

    /// <summary>Drops a slice.</summary>
    /// <returns>The Service it belonged to; null when it named none.</returns>
    public ServiceKey? Remove(EndpointSlice slice)
    {
        if (EndpointMapping.ToServiceKey(slice) is not { } key || !_slices.TryGetValue(key, out var slices))
        {
            return null;
        }

        var left = slices.Remove(slice.Metadata.Name);
        if (left.IsEmpty)
        {
            _slices.TryRemove(key, out _);
        }
        else
        {
            _slices[key] = left;
        }

        return key;
    }

    public static ServiceKey KeyOf(Service service) => new(service.Metadata.Namespace ?? "", service.Metadata.Name);
}
