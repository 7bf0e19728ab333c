using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Identity;

/// <summary>
/// Agents prove their node with a projected ServiceAccount token: the API server says whose it is (TokenReview), for our
/// audience only, and which node it is bound to, itself or through its pod.
/// </summary>
/// <remarks>
/// A token that the API server found good is good for <see cref="TokenReviewOptions.Grace"/> more while the API server cannot be
/// asked: an agent that restarts meanwhile finds its way back. One that it refused never is.
/// </remarks>
internal sealed class TokenReviewAuthenticator(KubernetesClient client, TokenReviewOptions options, TimeProvider time)
    : IAgentAuthenticator
{
    private const int RememberedMax = 4096;
    private const string AccountPrefix = "system:serviceaccount:";
    private const string NodeName = "authentication.kubernetes.io/node-name";
    private const string PodName = "authentication.kubernetes.io/pod-name";
    private const string PodUid = "authentication.kubernetes.io/pod-uid";

    private readonly TokenReviewer _reviewer = new(client);
    private readonly TokenMemory<string> _proven = new(RememberedMax, time);

    public async ValueTask<AgentProof> ProveAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            var proof = await ReviewAsync(token, cancellationToken);
            Remember(token, proof.Node);
            return proof;
        }
        catch (Exception e) when (ApiRetry.IsTransient(e) && Remembered(token) is { } node)
        {
            return AgentProof.Of(node);
        }
        catch (Exception e) when (ApiRetry.IsTransient(e))
        {
            return AgentProof.Refused(
                AgentRefusalReason.ReviewFailed, $"the API server could not be asked about the token ({e.Message}): it is asked again");
        }
        catch (KubernetesApiException e)
        {
            return AgentProof.Refused(
                AgentRefusalReason.ReviewFailed,
                $"the API server does not let the silo ask about tokens ({e.Message}): its ClusterRole needs create on tokenreviews");
        }
    }

    private async Task<AgentProof> ReviewAsync(string token, CancellationToken cancellationToken)
    {
        var review = await _reviewer.ReviewAsync(token, options.Audience, cancellationToken);
        if (review.Owner is not { } owner)
        {
            return AgentProof.Refused(
                AgentRefusalReason.InvalidToken,
                $"the API server does not take the token for audience '{options.Audience}' ({review.Error}): mount a "
                + "projected token with that audience; one that was revoked or has expired is renewed by the kubelet");
        }

        var account = owner.Username ?? "";
        if (!options.Accounts.Contains(account, StringComparer.Ordinal))
        {
            return AgentProof.Refused(
                AgentRefusalReason.ForeignAccount,
                $"the token is of '{account}', and agents run as {string.Join(" or ", options.Accounts)}: see --agent-service-account");
        }

        return await NodeOfAsync(owner.Extra ?? [], account, cancellationToken);
    }

    private async Task<AgentProof> NodeOfAsync(
        Dictionary<string, List<string>> extra, string account, CancellationToken cancellationToken)
    {
        if (First(extra, NodeName) is { } node)
        {
            return AgentProof.Of(node);
        }

        // Before Kubernetes 1.30 a token names its pod only.
        if (First(extra, PodName) is { } pod && First(extra, PodUid) is { } uid)
        {
            var @namespace = account[AccountPrefix.Length..].Split(':')[0];
            var found = await client.FindAsync<Pod>(new ObjectKey(@namespace, pod), cancellationToken);
            if (found?.Metadata.Uid == uid && found.Spec?.NodeName is { Length: > 0 } of)
            {
                return AgentProof.Of(of);
            }
        }

        return AgentProof.Refused(
            AgentRefusalReason.UnboundToken,
            "the token is bound to no node: use a projected token of the agent's pod, or one made for a Node or a Pod");
    }

    private static string? First(Dictionary<string, List<string>> extra, string key) =>
        extra.TryGetValue(key, out var values) && values is [{ Length: > 0 } value] ? value : null;

    private void Remember(string token, string? node)
    {
        if (node is null)
        {
            _proven.Remove(token);
        }
        else
        {
            _proven.Set(token, node);
        }
    }

    private string? Remembered(string token) => _proven.TryGet(token, _ => options.Grace, out var node) ? node : null;
}
