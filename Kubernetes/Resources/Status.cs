using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>metav1.Status</c>: the answer to a request that failed, or to a deletion.</summary>
public sealed record Status
{
    /// <summary>Group and version.</summary>
    public string? ApiVersion { get; set; }

    /// <summary><c>Status</c>.</summary>
    public string? Kind { get; set; }

    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    [JsonPropertyName("status")]
    public string? Result { get; set; }

    /// <summary>The HTTP status code.</summary>
    public int? Code { get; set; }

    /// <summary>One word, such as <c>Conflict</c> or <c>Expired</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>A sentence.</summary>
    public string? Message { get; set; }

    /// <summary>More, by reason.</summary>
    public StatusDetails? Details { get; set; }
}
