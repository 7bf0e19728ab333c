using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>An admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration: read, patched, never replaced.</summary>
public sealed record ValidatingWebhookConfiguration : IKubernetesResource<ValidatingWebhookConfiguration>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", IsNamespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<ValidatingWebhookConfiguration> TypeInfo => KubernetesJson.Context.ValidatingWebhookConfiguration;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The webhooks, in the order in which they are asked.</summary>
    public List<ValidatingWebhook>? Webhooks { get; set; }


    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
