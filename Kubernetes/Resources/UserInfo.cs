namespace MetalOrleans.Kubernetes.Resources;

/// <summary>The owner of a token.</summary>
public sealed record UserInfo
{
    /// <summary>Such as <c>system:serviceaccount:metallb-system:speaker</c>.</summary>
    public string? Username { get; set; }

    /// <summary>The identity.</summary>
    public string? Uid { get; set; }

    /// <summary>The groups.</summary>
    public List<string>? Groups { get; set; }

    /// <summary>Further claims; <c>authentication.kubernetes.io/node-name</c> names the node of a bound token.</summary>
    public Dictionary<string, List<string>>? Extra { get; set; }
}
