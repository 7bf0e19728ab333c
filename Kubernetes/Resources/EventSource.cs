using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>Who reports an event.</summary>
public sealed record EventSource
{
    /// <summary>The component, such as <c>metallb-controller</c>.</summary>
    public string? Component { get; set; }

    /// <summary>The node it runs on.</summary>
    public string? Host { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
