using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Identity;

/// <summary>Asks the API server whose a bearer token is (TokenReview): an agent's, or that of somebody who reads the metrics.</summary>
internal sealed class TokenReviewer(KubernetesClient client)
{
    /// <summary>Asks about one token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="audience">What it has to be made for; null for the API server itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KubernetesApiException">The server does not let the silo ask.</exception>
    public async Task<ReviewedToken> ReviewAsync(string token, string? audience, CancellationToken cancellationToken)
    {
        var review = await client.CreateAsync(
            new TokenReview { Spec = new TokenReviewSpec { Token = token, Audiences = audience is null ? null : [audience] } },
            cancellationToken);
        // A server that knows no audiences answers without any: such a token would be good everywhere.
        return review.Status is { Authenticated: true, User: { } user } status
            && (audience is null || status.Audiences?.Contains(audience, StringComparer.Ordinal) == true)
            ? new ReviewedToken(user, "")
            : new ReviewedToken(null, review.Status?.Error ?? "no reason given");
    }
}
