using System.Collections.Immutable;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>Between a Service and what the product reads and writes of it.</summary>
public static class ServiceMapping
{
    /// <summary>What the API server fills in when it is left out .</summary>
    private const string DefaultIPMode = "VIP";

    private static readonly string[] AnnotationPrefixes = ["metallb.io", "metallb.universe.tf", "metalorleans.io"];

    /// <summary>The Service's identity.</summary>
    public static ServiceKey ToKey(ObjectKey key) => new(key.Namespace, key.Name);

    /// <summary>The object's key.</summary>
    public static ObjectKey ToObjectKey(ServiceKey key) => new(key.Namespace, key.Name);

    /// <summary>Everything the product reads of a Service, raw where reading can fail.</summary>
    public static ServiceView ToView(Service service)
    {
        ArgumentNullException.ThrowIfNull(service);
        var metadata = service.Metadata;
        var spec = service.Spec ?? new ServiceSpec();
        return new ServiceView
        {
            Key = ToKey(ObjectKey.Of(service)),
            ResourceVersion = metadata.ResourceVersion ?? "",
            Uid = metadata.Uid ?? "",
            Labels = MetadataMapping.ToLabels(metadata),
            Annotations = ToAnnotations(metadata),
            IsLoadBalancer = spec.Type == "LoadBalancer",
            LoadBalancerClass = spec.LoadBalancerClass,
            LoadBalancerIP = spec.LoadBalancerIP ?? "",
            ClusterIPs = ToClusterIPs(spec),
            IPFamilyPolicy = ToPolicy(spec.IPFamilyPolicy),
            PrefersIPv6 = spec.IPFamilies is ["IPv6", ..],
            IsTrafficPolicyLocal = spec.ExternalTrafficPolicy == "Local",
            Selector = (spec.Selector ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal),
            Ports = [.. (spec.Ports ?? []).Select(port => new Domain.Services.ServicePort(port.Protocol ?? "TCP", port.Port))],
            IngressIPs = ToIngressIPs(service),
        };
    }

    /// <summary>The addresses in <c>status.loadBalancer.ingress</c>, in order, entries without one left out.</summary>
    public static ImmutableArray<string> ToIngressIPs(Service service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return [.. (service.Status?.LoadBalancer?.Ingress ?? []).Select(entry => entry.IP).OfType<string>().Where(ip => ip.Length > 0)];
    }

    /// <summary>The Service with these addresses in its status; the very same Service if nothing would change (Q-45, invariant 10).</summary>
    /// <remarks>
    /// Entries are written with the ipMode that the server would fill in, and compared after filling it in, so that a
    /// second pass finds no difference. Of an address that stays, the other fields stay too.
    /// </remarks>
    public static Service WithIngress(Service service, IEnumerable<string> addresses)
    {
        ArgumentNullException.ThrowIfNull(service);
        var before = service.Status?.LoadBalancer?.Ingress ?? [];
        var after = addresses
            .Select(address => before.Find(entry => entry.IP == address) is { } known
                ? known with { IPMode = known.IPMode ?? DefaultIPMode }
                : new LoadBalancerIngress { IP = address, IPMode = DefaultIPMode })
            .ToList();
        if (before.Select(Identity).SequenceEqual(after.Select(Identity)))
        {
            return service;
        }

        var status = service.Status ?? new ServiceStatus();
        var balancer = status.LoadBalancer ?? new LoadBalancerStatus();
        return service with { Status = status with { LoadBalancer = balancer with { Ingress = after } } };
    }

    private static (string?, string?, string) Identity(LoadBalancerIngress entry) =>
        (entry.IP, entry.Hostname, entry.IPMode ?? DefaultIPMode);

    private static ImmutableSortedDictionary<string, string> ToAnnotations(ObjectMeta metadata) =>
        (metadata.Annotations ?? [])
            .Where(entry => Array.Exists(AnnotationPrefixes, prefix => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.Ordinal);

    private static ImmutableArray<string> ToClusterIPs(ServiceSpec spec) => spec switch
    {
        { ClusterIPs: { Count: > 0 } all } => [.. all],
        { ClusterIP: { Length: > 0 } single } => [single],
        _ => [],
    };

    private static IPFamilyPolicy ToPolicy(string? policy) => policy switch
    {
        "PreferDualStack" => IPFamilyPolicy.PreferDualStack,
        "RequireDualStack" => IPFamilyPolicy.RequireDualStack,
        _ => IPFamilyPolicy.SingleStack,
    };
}
