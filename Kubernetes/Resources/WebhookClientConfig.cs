namespace MetalOrleans.Kubernetes.Resources;

/// <summary>Where an API server calls a webhook, and whom it trusts there.</summary>
public sealed record WebhookClientConfig
{
    /// <summary>The authorities to trust, PEM; base64 on the wire.</summary>
    public byte[]? CaBundle { get; set; }
}
