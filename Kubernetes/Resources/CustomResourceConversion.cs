namespace MetalOrleans.Kubernetes.Resources;

/// <summary>How objects of a kind are turned into its other versions.</summary>
public sealed record CustomResourceConversion
{
    /// <summary><c>None</c> or <c>Webhook</c>.</summary>
    public string? Strategy { get; set; }

    /// <summary>Who does it when the strategy is <c>Webhook</c>.</summary>
    public WebhookConversion? Webhook { get; set; }
}
