using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Link;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Hosting;

internal sealed partial class AgentLoop
{
    private void Connect()
    {
        _connection = _connect((connection, told) => Post(new AgentEvent.ConnectionTold(connection, told)));
        _connectionEnd = _connection.RunAsync();
    }

    private void Beat()
    {
        var heldUp = _gate.Beat(_link.SilenceMax);
        if (heldUp > TimeSpan.Zero)
        {
            _announcer.HeldUp(Now);
            LogHeldUp(heldUp.TotalMilliseconds, _announcer.Orders.Count, _gate.OpensIn.TotalMilliseconds);
        }
    }

    /// <summary>Whether the link is down for another reason than at the last attempt: each is told once.</summary>
    private bool IsNews(string reason)
    {
        var isNews = !string.Equals(reason, _toldLoss, StringComparison.Ordinal);
        _toldLoss = reason;
        return isNews;
    }

    // A silo that stops, or does not lead, is nobody's fault.
    private LogLevel LevelOf(Refusal refusal) => !IsNews(refusal.Message) ? LogLevel.Debug
        : refusal.Reason == Refusal.Types.Reason.NotReady ? LogLevel.Information
        : LogLevel.Error;

    private void Established(string siloName, TimeSpan now)
    {
        _hasBeenTold = true;
        _toldLoss = "";
        _gate.Open();
        _announcer.Connected();
        _reporter.Changed(now);

        // They may have changed since the hello. Not told here: this is an action of the link, which is not driven from within one.
        Post(AgentEvent.DefaultRoutesChanged.Instance);
        LogEstablished(siloName, _options.SilosText);
    }

    private void Apply(Snapshot snapshot, TimeSpan now)
    {
        _bgp.Apply(snapshot);
        _spare.Changed(snapshot.BgpRoutes.Count);
        Acknowledge(snapshot.Version, _announcer.Apply(snapshot, now), now);
    }

    private void Apply(Difference difference, TimeSpan now)
    {
        _bgp.Apply(difference);
        _spare.Changed(difference.BgpRoutes.Count + difference.BgpRoutesWithdrawn.Count);
        Acknowledge(difference.ToVersion, _announcer.Apply(difference, now), now);
    }

    /// <summary>Reads the token beside the loop, which waits for no disk, and has it sent on the connection that asked.</summary>
    private async Task ProveAsync(SiloConnection asking)
    {
        try
        {
            if (await SiloCredentials.ReadTokenAsync(_options, CancellationToken.None) is { } token)
            {
                Post(new AgentEvent.ConnectionTold(
                    asking, new LinkEvent.Reporting(new AgentMessage { Proof = new Proof { Token = token } })));
            }
        }
        catch (SiloUnreachableException unreadable)
        {
            // The silo goes by the token that it was shown last.
            LogNoProof(unreadable.Message);
        }
    }
}
