using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec.owner</c> of an IPReservation: one Service, or namespaces and Services by selector.</summary>
public sealed record IPReservationOwner
{
    /// <summary>The Service.</summary>
    public NamespacedName? Service { get; set; }

    /// <summary>Namespaces by name.</summary>
    public List<string>? Namespaces { get; set; }

    /// <summary>Namespaces by label.</summary>
    public List<LabelSelector>? NamespaceSelectors { get; set; }

    /// <summary>Services by label.</summary>
    public List<LabelSelector>? ServiceSelectors { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
