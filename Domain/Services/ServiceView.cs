using System.Collections.Immutable;

namespace MetalOrleans.Domain.Services;

/// <summary>
/// Everything the product reads of a Kubernetes Service, raw where reading it can fail (section 2.1 of the reference).
/// </summary>
public sealed record ServiceView
{
    /// <summary>Namespace and name.</summary>
    public required ServiceKey Key { get; init; }

    /// <summary>The object's <c>metadata.resourceVersion</c>; opaque, carried back on a status write.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>The object's <c>metadata.uid</c>, named by events.</summary>
    public string Uid { get; init; } = "";

    /// <summary><c>metadata.labels</c>.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The annotations that start with <c>metallb.io</c>, <c>metallb.universe.tf</c> or <c>metalorleans.io</c>.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether <c>spec.type</c> is <c>LoadBalancer</c>.</summary>
    public bool IsLoadBalancer { get; init; }

    /// <summary><c>spec.loadBalancerClass</c>, or null (S-002).</summary>
    public string? LoadBalancerClass { get; init; }

    /// <summary><c>spec.loadBalancerIP</c>, or empty (S-003).</summary>
    public string LoadBalancerIP { get; init; } = "";

    /// <summary><c>spec.clusterIPs</c>, or <c>spec.clusterIP</c> alone (S-011).</summary>
    public ImmutableArray<string> ClusterIPs { get; init; } = [];

    /// <summary><c>spec.ipFamilyPolicy</c>; absent means <see cref="IPFamilyPolicy.SingleStack"/> (S-012).</summary>
    public IPFamilyPolicy IPFamilyPolicy { get; init; }

    /// <summary>Whether <c>spec.ipFamilies</c> starts with IPv6 (S-013).</summary>
    public bool PrefersIPv6 { get; init; }

    /// <summary>Whether <c>spec.externalTrafficPolicy</c> is <c>Local</c> (S-014).</summary>
    public bool IsTrafficPolicyLocal { get; init; }

    /// <summary><c>spec.selector</c> (S-015).</summary>
    public ImmutableSortedDictionary<string, string> Selector { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary><c>spec.ports</c> as sharing sees them (S-016).</summary>
    public ImmutableArray<ServicePort> Ports { get; init; } = [];

    /// <summary>
    /// The <c>ip</c> fields of <c>status.loadBalancer.ingress</c>, in order, entries without one left out.
    /// </summary>
    public ImmutableArray<string> IngressIPs { get; init; } = [];

    /// <summary>Whether the Service is ours to converge: of our class, and a load balancer or the remains of one (S-001, S-002).</summary>
    /// <param name="served">The class we serve (<c>--lb-class</c>); empty means Services without a class.</param>
    public bool IsOurs(string served) =>
        (LoadBalancerClass ?? "") == served
        && (IsLoadBalancer || !IngressIPs.IsEmpty || Annotations.ContainsKey(ServiceAnnotations.AllocatedFromPool));
}
