namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One address of a Node.</summary>
public sealed record NodeAddress
{
    /// <summary><c>InternalIP</c>, <c>ExternalIP</c>, <c>Hostname</c>…</summary>
    public string Type { get; set; } = "";

    /// <summary>The address or name.</summary>
    public string Address { get; set; } = "";
}
