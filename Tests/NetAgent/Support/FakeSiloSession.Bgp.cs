using MetalOrleans.Agent.Contracts;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Support;

internal sealed partial class FakeSiloSession
{
    /// <summary>Waits for the hello and answers with a welcome and a snapshot.</summary>
    /// <param name="snapshot">The snapshot; its version is set.</param>
    public async Task<Hello> GreetAsync(Snapshot snapshot)
    {
        var hello = (await WaitAsync(message => message.Hello is not null, "a hello")).Hello;
        await SendAsync(new SiloMessage
        {
            Welcome = new Welcome
            {
                ProtocolVersion = 1,
                SiloName = "silo-fake",
                HeartbeatIntervalMilliseconds = (uint)HeartbeatInterval.TotalMilliseconds,
                MissedHeartbeats = MissedHeartbeats,
            },
        });
        snapshot.Version = ++Version;
        await SendAsync(new SiloMessage { Snapshot = snapshot });
        await AcknowledgedAsync();
        return hello;
    }

    /// <summary>Sends a difference, whose versions are set, and waits for the acknowledgement.</summary>
    public async Task<Acknowledgement> ChangeAsync(Difference difference)
    {
        difference.FromVersion = Version;
        difference.ToVersion = ++Version;
        await SendAsync(new SiloMessage { Difference = difference });
        return await AcknowledgedAsync();
    }

    /// <summary>Waits until the last that the agent said of a session is as wanted.</summary>
    public Task<BgpSessionState> SessionAsync(string name, Func<BgpSessionState, bool> wanted, string expected) =>
        LastAsync(name, wanted).WithinAsync("waiting for a session", name, expected, () => LastOf(name)?.ToString() ?? "nothing");

    /// <summary>Waits until a session is Established.</summary>
    public Task<BgpSessionState> EstablishedAsync(string name) =>
        SessionAsync(name, state => state.State == BgpState.Established, "a report that it is Established");

    /// <summary>What the agent last said of a session; null when it said nothing, or that it has ended.</summary>
    public BgpSessionState? LastOf(string name)
    {
        lock (_gate)
        {
            foreach (var observed in _received.Select(message => message.ObservedState).Reverse().OfType<ObservedState>())
            {
                if (observed.BgpSessionsRemoved.Contains(name))
                {
                    return null;
                }

                if (observed.BgpSessions.FirstOrDefault(session => session.Name == name) is { } found)
                {
                    return found;
                }
            }

            return null;
        }
    }

    private async Task<BgpSessionState> LastAsync(string name, Func<BgpSessionState, bool> wanted)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (LastOf(name) is { } last && wanted(last))
                {
                    return last;
                }

                more = _more.Task;
            }

            await more;
        }
    }
}
