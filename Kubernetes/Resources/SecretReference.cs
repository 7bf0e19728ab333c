using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>corev1.SecretReference</c>.</summary>
public sealed record SecretReference
{
    /// <summary>The Secret's name.</summary>
    public string? Name { get; set; }

    /// <summary>Ignored: the Secret lies where the configuration is (C-084).</summary>
    public string? Namespace { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
