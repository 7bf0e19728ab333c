using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A core/v1 Event.</summary>
public sealed record Event : IReplaceableResource<Event>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("", "v1", "Event", "events", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<Event> TypeInfo => KubernetesJson.Context.Event;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the event is about.</summary>
    public ObjectReference InvolvedObject { get; set; } = new();

    /// <summary>One word for what happened.</summary>
    public string? Reason { get; set; }

    /// <summary>A sentence for what happened.</summary>
    public string? Message { get; set; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; set; }

    /// <summary>How often it happened.</summary>
    public int? Count { get; set; }

    /// <summary>When it happened first.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FirstTimestamp { get; set; }

    /// <summary>When it happened last.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTimestamp { get; set; }

    /// <summary>Who reports it.</summary>
    public EventSource? Source { get; set; }

    /// <summary>The reporting component, in the newer field.</summary>
    public string? ReportingComponent { get; set; }

    /// <summary>The reporting process, in the newer field.</summary>
    public string? ReportingInstance { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
