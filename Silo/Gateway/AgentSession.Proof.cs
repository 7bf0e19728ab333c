using MetalOrleans.Agent.Contracts;
using MetalOrleans.Silo.Identity;
using Reason = MetalOrleans.Agent.Contracts.Refusal.Types.Reason;

namespace MetalOrleans.Silo.Gateway;

internal sealed partial class AgentSession
{
    private readonly SemaphoreSlim _shown = new(0);

    private void TakeProof(Proof proof)
    {
        identity.Credential?.Renew(proof.Token);
        if (_shown.CurrentCount == 0)
        {
            _shown.Release();
        }
    }

    /// <summary>
    /// Has the agent prove its node again and again: ends when its token proves it no longer, because it was revoked, has
    /// expired, or is another node's.
    /// </summary>
    /// <remarks>An API server that cannot be asked says nothing against anybody: the agent is asked again at the next turn.</remarks>
    private async Task<string> ProofLoopAsync(CancellationToken cancellationToken)
    {
        if (identity.Credential is not { } credential || options.ProofInterval == TimeSpan.Zero)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        else
        {
            while (true)
            {
                await Task.Delay(Spread(options.ProofInterval), time, cancellationToken);
                await channel.WriteAsync(new SiloMessage { ProofRequest = new ProofRequest() }, cancellationToken);
                await ShownAsync(cancellationToken);
                if (Judge(await credential.ProveAsync(cancellationToken)) is { } refused)
                {
                    refusals.Refuse($"of node {_name}", refused.Reason, refused.Explanation);
                    await channel.WriteAsync(AgentMessages.Refuse(Reason.Token, refused.Explanation), cancellationToken);
                    // An agent that has read this hangs up; closing first could take the words away from it.
                    await Task.Delay(LastWordTimeout, time, cancellationToken);
                    return $"its token no longer proves its node ({refused.Reason})";
                }
            }
        }

        return "the silo stops";
    }

    /// <summary>Waits for the answer of an agent that gives one: an older one says nothing.</summary>
    private async Task ShownAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.ProofTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await _shown.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What it showed last is what there is.
        }
    }

    /// <summary>Why the agent is served no longer; null when it is.</summary>
    private AgentProof? Judge(AgentProof proof) =>
        proof.Node is { } node
            ? node == identity.Node ? null : AgentProof.Refused(
                AgentRefusalReason.ForeignNode, $"the agent is that of node '{identity.Node}' and now shows the token of '{node}'")
            : proof.Reason == AgentRefusalReason.ReviewFailed ? null : proof;

    /// <summary>Agents that came back together after a silo's start must not ask the API server together for ever.</summary>
    private static TimeSpan Spread(TimeSpan interval) => interval * (0.8 + (Random.Shared.NextDouble() * 0.4));
}
