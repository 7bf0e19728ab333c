using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metallb.io/v1beta1 ConfigurationState: how the configuration looks to one component (C-150 to C-155).</summary>
public sealed record ConfigurationState : IReplaceableResource<ConfigurationState>
{
    /// <summary>The label that says which component: <c>controller</c> or <c>speaker</c>.</summary>
    public const string ComponentLabel = "metallb.io/component-type";

    /// <summary>The label that names a speaker's node.</summary>
    public const string NodeLabel = "metallb.io/node-name";

    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metallb.io", "v1beta1", "ConfigurationState", "configurationstates", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ConfigurationState> TypeInfo => KubernetesJson.Context.ConfigurationState;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The judgement.</summary>
    public ConfigurationStateStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
