namespace MetalOrleans.Kubernetes.Client;

/// <summary>A request as the API sees it.</summary>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string MediaType { get; init; } = "application/json";

    /// <summary>Method and path; what messages name.</summary>
    public override string ToString() => $"{Method} {Path}";
}
