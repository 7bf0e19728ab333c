using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>v1.ObjectReference</c>: names another object, as Events do.</summary>
public sealed record ObjectReference
{
    /// <summary>Group and version.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>The kind.</summary>
    public string? Kind { get; set; }

    /// <summary>The namespace, if it has one.</summary>
    public string? Namespace { get; set; }

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The identity.</summary>
    public string? Uid { get; set; }

    /// <summary>The version.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>A part of the object.</summary>
    public string? FieldPath { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
