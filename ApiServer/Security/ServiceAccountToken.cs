using System.Collections.Immutable;

namespace MetalOrleans.ApiServer.Security;

/// <summary>A token of a ServiceAccount, as TokenReview knows it; it opens nothing on the API server itself.</summary>
/// <param name="Account">Namespace and name, <c>metallb-system:speaker</c>.</param>
/// <param name="Audiences">For whom it is.</param>
public sealed record ServiceAccountToken(string Account, ImmutableArray<string> Audiences)
{
    /// <summary>The pod that it is bound to, and the pod's uid; null when it is bound to none.</summary>
    public (string Name, string Uid)? Pod { get; init; }

    /// <summary>The node that it, or its pod, is bound to; null when it says none, as before Kubernetes 1.30.</summary>
    public string? Node { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
