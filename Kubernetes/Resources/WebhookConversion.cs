namespace MetalOrleans.Kubernetes.Resources;

/// <summary>The webhook that turns objects into other versions.</summary>
public sealed record WebhookConversion
{
    /// <summary>Where it is called.</summary>
    public WebhookClientConfig? ClientConfig { get; set; }
}
