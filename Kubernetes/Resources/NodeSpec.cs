namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a Node.</summary>
public sealed record NodeSpec
{
    /// <summary>Whether the node is cordoned; no reason to move an address (L-019).</summary>
    public bool? Unschedulable { get; set; }

    /// <summary>The machine behind the node.</summary>
    public string? ProviderID { get; set; }
}
