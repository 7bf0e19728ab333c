using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a Service, the fields section 2.1 of the reference reads.</summary>
public sealed record ServiceSpec
{
    /// <summary><c>ClusterIP</c>, <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c> (S-001).</summary>
    public string? Type { get; set; }

    /// <summary>Which implementation is responsible (S-002).</summary>
    public string? LoadBalancerClass { get; set; }

    /// <summary>A requested address, deprecated by Kubernetes (S-003).</summary>
    public string? LoadBalancerIP { get; set; }

    /// <summary>Whether node ports are allocated; not read by us (S-019).</summary>
    public bool? AllocateLoadBalancerNodePorts { get; set; }

    /// <summary>The first cluster address, <c>None</c> or empty (S-011).</summary>
    public string? ClusterIP { get; set; }

    /// <summary>All cluster addresses (S-011).</summary>
    public List<string>? ClusterIPs { get; set; }

    /// <summary><c>SingleStack</c>, <c>PreferDualStack</c> or <c>RequireDualStack</c> (S-012).</summary>
    public string? IPFamilyPolicy { get; set; }

    /// <summary><c>IPv4</c> and <c>IPv6</c> in order of preference (S-013).</summary>
    public List<string>? IPFamilies { get; set; }

    /// <summary><c>Cluster</c> or <c>Local</c> (S-014).</summary>
    public string? ExternalTrafficPolicy { get; set; }

    /// <summary>The labels of the pods behind (S-015).</summary>
    public Dictionary<string, string>? Selector { get; set; }

    /// <summary>The ports (S-016).</summary>
    public List<ServicePort>? Ports { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
