using System.Collections.Immutable;

namespace MetalOrleans.ApiServer.Admission;

/// <summary>The answer to an <see cref="AdmissionAttempt"/>, with warnings that the client prints.</summary>
public sealed record AdmissionVerdict
{
    public static readonly AdmissionVerdict Allowed = new();

    /// <summary>Why the write is refused; null when it is allowed.</summary>
    public string? Refusal { get; init; }

    /// <summary>The webhook's name, as it appears in the message: <c>admission webhook "x" denied the request</c>.</summary>
    public string Webhook { get; init; } = "";

    public ImmutableArray<string> Warnings { get; init; } = [];
}
