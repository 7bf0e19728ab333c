namespace MetalOrleans.Silo.Identity;

/// <summary>Where the silo's certificates are kept, and with what agents prove their node (docs/security.md).</summary>
internal sealed record IdentityOptions
{
    /// <summary>Whether certificates are in a Secret that all silos share, instead of the state directory.</summary>
    public bool IsInSecret { get; init; }

    /// <summary>Whether agents show ServiceAccount tokens, instead of tokens made with the silo's own key.</summary>
    public bool AreTokensReviewed { get; init; }

    /// <summary>The Secret (O-013).</summary>
    public string SecretName { get; init; } = "metallb-webhook-cert";

    /// <summary>The ConfigMap in which the authority, and nothing secret, is published for agents.</summary>
    public string AuthorityConfigMap { get; init; } = "metalorleans-ca";

    /// <summary>The Service through which the API server calls webhooks (O-010).</summary>
    public string ServiceName { get; init; } = "metallb-webhook-service";

    /// <summary>The ValidatingWebhookConfiguration that gets the authority (O-087).</summary>
    public string WebhookConfiguration { get; init; } = "metallb-webhook-configuration";

    /// <summary>Which ServiceAccount tokens are agents'.</summary>
    public TokenReviewOptions Reviews { get; init; } = new() { Accounts = [] };
}
