using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>metav1.ObjectMeta</c>: who an object is.</summary>
public sealed record ObjectMeta
{
    /// <summary>The name, unique among its kind in its namespace.</summary>
    public string Name { get; set; } = "";

    /// <summary>A prefix the server completes when <see cref="Name"/> is empty on create.</summary>
    public string? GenerateName { get; set; }

    /// <summary>The namespace; null for objects of the cluster.</summary>
    public string? Namespace { get; set; }

    /// <summary>Differs between two objects that bear one name after another.</summary>
    public string? Uid { get; set; }

    /// <summary>The version of this state; opaque, only ever compared for equality.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Counts changes of the spec. Labels and annotations do not raise it, so nothing here filters on it.</summary>
    public long? Generation { get; set; }

    /// <summary>When the server created the object.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? CreationTimestamp { get; set; }

    /// <summary>When deletion was asked for, if finalizers still hold the object.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? DeletionTimestamp { get; set; }

    /// <summary>The labels.</summary>
    public Dictionary<string, string>? Labels { get; set; }

    /// <summary>The annotations.</summary>
    public Dictionary<string, string>? Annotations { get; set; }

    /// <summary>Names that keep the object until each is removed.</summary>
    public List<string>? Finalizers { get; set; }

    /// <summary>The objects whose deletion deletes this one.</summary>
    public List<OwnerReference>? OwnerReferences { get; set; }

    /// <summary>Always null: field ownership is skipped when read, and the server keeps its own copy when an update omits it.</summary>
    [JsonConverter(typeof(DroppedValueConverter))]
    public DroppedValue? ManagedFields { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
