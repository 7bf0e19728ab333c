using System.Collections.Immutable;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>EndpointSlices in domain words.</summary>
public static class EndpointMapping
{
    /// <summary>Names the Service of a slice (L-031).</summary>
    public const string ServiceNameLabel = "kubernetes.io/service-name";

    /// <summary>The Service a slice belongs to; null when it lacks the label, and is then to be ignored (L-031).</summary>
    public static ServiceKey? ToServiceKey(EndpointSlice slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        return slice.Metadata.Labels?.GetValueOrDefault(ServiceNameLabel) is { Length: > 0 } name
            ? new ServiceKey(slice.Metadata.Namespace ?? "", name)
            : null;
    }

    /// <summary>An endpoint can serve if ready is unknown or true, or serving is true (L-030).</summary>
    public static bool CanServe(EndpointConditions? conditions) =>
        conditions is null || conditions.Ready is null or true || conditions.Serving == true;

    /// <summary>All slices of one Service together.</summary>
    public static ServiceEndpoints ToEndpoints(IEnumerable<EndpointSlice> slices)
    {
        ArgumentNullException.ThrowIfNull(slices);
        var canServe = false;
        var nodes = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var ready = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var endpoint in slices.SelectMany(slice => slice.Endpoints ?? []))
        {
            if (!CanServe(endpoint.Conditions))
            {
                continue;
            }

            canServe = true;
            if (!string.IsNullOrEmpty(endpoint.NodeName))
            {
                nodes.Add(endpoint.NodeName);
                if (endpoint.Conditions?.Ready != false)
                {
                    ready[endpoint.NodeName] = ready.GetValueOrDefault(endpoint.NodeName) + 1;
                }
            }
        }

        return new ServiceEndpoints(canServe, nodes.ToImmutable()) { ReadyByNode = ready.ToImmutable() };
    }
}
