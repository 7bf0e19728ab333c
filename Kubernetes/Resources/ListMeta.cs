namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>metav1.ListMeta</c>: where a list stands.</summary>
public sealed record ListMeta
{
    /// <summary>The version the list was taken at; a watch goes on from here.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>The token of the next page; null or empty on the last.</summary>
    public string? Continue { get; set; }
}
