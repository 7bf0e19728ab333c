using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec.serviceAllocation</c> of an IPAddressPool.</summary>
public sealed record IPAddressPoolServiceAllocation
{
    /// <summary>Lower positive numbers first, 0 last (C-015).</summary>
    public int? Priority { get; set; }

    /// <summary>Namespaces by name (C-016).</summary>
    public List<string>? Namespaces { get; set; }

    /// <summary>Namespaces by label (C-017).</summary>
    public List<LabelSelector>? NamespaceSelectors { get; set; }

    /// <summary>Services by label (C-018).</summary>
    public List<LabelSelector>? ServiceSelectors { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
