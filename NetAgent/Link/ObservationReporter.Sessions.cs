using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.NetAgent.Link;

internal sealed partial class ObservationReporter
{
    // Without how long they have been in their state, which is no change.
    private readonly Dictionary<string, BgpSessionState> _sessions = new(StringComparer.Ordinal);

    // The hello tells nothing of sessions: after it, all are new.
    private void TellSessions(IEnumerable<BgpSessionState> sessions, ObservedState difference)
    {
        var ended = new HashSet<string>(_sessions.Keys, StringComparer.Ordinal);
        foreach (var session in sessions)
        {
            ended.Remove(session.Name);
            var told = session.Clone();
            told.StateMilliseconds = 0;
            if (!told.Equals(_sessions.GetValueOrDefault(session.Name)))
            {
                _sessions[session.Name] = told;
                difference.BgpSessions.Add(session);
            }
        }

        foreach (var name in ended)
        {
            _sessions.Remove(name);
            difference.BgpSessionsRemoved.Add(name);
        }
    }
}
