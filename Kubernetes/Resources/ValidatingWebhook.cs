namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One entry of a ValidatingWebhookConfiguration.</summary>
public sealed record ValidatingWebhook
{
    /// <summary>Its name, a domain name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where it is called.</summary>
    public WebhookClientConfig? ClientConfig { get; set; }
}
