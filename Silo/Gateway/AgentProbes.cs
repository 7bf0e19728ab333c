using System.Collections.Concurrent;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Domain.Election;

namespace MetalOrleans.Silo.Gateway;

/// <summary>Questions to agents whether an address answers, and their answers.</summary>
internal sealed class AgentProbes(TimeProvider time)
{
    // The agent answers within half a second; one that does not know the question never does.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (long Session, Func<SiloMessage, CancellationToken, Task> Send)> _agents =
        new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<ulong, (string Node, TaskCompletionSource<SelfProbeAnswer> Answer)> _pending = [];
    private long _lastId;

    /// <summary>A session of the node's agent is up; an earlier one of the node is asked no more.</summary>
    public void Join(string node, long session, Func<SiloMessage, CancellationToken, Task> send) => _agents[node] = (session, send);

    /// <summary>The session ended.</summary>
    public void Leave(string node, long session)
    {
        if (_agents.TryGetValue(node, out var agent) && agent.Session == session)
        {
            _agents.TryRemove(KeyValuePair.Create(node, agent));
        }
    }

    /// <summary>Has a node's agent ask for an address.</summary>
    public async Task<SelfProbeAnswer> AskAsync(string node, SelfProbe probe, CancellationToken cancellationToken)
    {
        if (!_agents.TryGetValue(node, out var agent))
        {
            return SelfProbeAnswer.Unasked;
        }

        probe.Id = (ulong)Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<SelfProbeAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[probe.Id] = (node, answer);
        try
        {
            await agent.Send(new SiloMessage { SelfProbe = probe }, cancellationToken);
            return await answer.Task.WaitAsync(AnswerTimeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or IOException or System.Net.WebSockets.WebSocketException
            or ObjectDisposedException or InvalidOperationException)
        {
            // The agent is gone or does not know the question: nothing is known of the address.
            return SelfProbeAnswer.Unasked;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The connection was ended while the question was being written.
            return SelfProbeAnswer.Unasked;
        }
        finally
        {
            _pending.TryRemove(probe.Id, out _);
        }
    }

    /// <summary>A node's agent answered; an answer to another agent's question changes nothing.</summary>
    public void Answer(string node, SelfProbeResult result)
    {
        if (_pending.TryGetValue(result.Id, out var pending) && pending.Node == node)
        {
            pending.Answer.TrySetResult(result.Outcome switch
            {
                SelfProbeOutcome.Answered => SelfProbeAnswer.Answered,
                SelfProbeOutcome.Silent => SelfProbeAnswer.Silent,
                SelfProbeOutcome.Other => SelfProbeAnswer.Other,
                _ => SelfProbeAnswer.Unasked,
            });
        }
    }
}
