using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One entry of <c>spec.quotas</c> of a PoolPolicy.</summary>
public sealed record PoolPolicyQuota
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>The most addresses of each namespace.</summary>
    public int? Addresses { get; set; }

    /// <summary>Namespaces by name.</summary>
    public List<string>? Namespaces { get; set; }

    /// <summary>Namespaces by label.</summary>
    public List<LabelSelector>? NamespaceSelectors { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
