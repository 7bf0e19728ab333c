using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A discovery.k8s.io/v1 EndpointSlice: part of the endpoints of one Service (L-031).</summary>
/// <remarks>Read, patched, never replaced: ports are not kept.</remarks>
public sealed record EndpointSlice : IKubernetesResource<EndpointSlice>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<EndpointSlice> TypeInfo => KubernetesJson.Context.EndpointSlice;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary><c>IPv4</c>, <c>IPv6</c> or <c>FQDN</c>.</summary>
    public string? AddressType { get; set; }

    /// <summary>The endpoints.</summary>
    public List<Endpoint>? Endpoints { get; set; }
}
