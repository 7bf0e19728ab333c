using Google.Protobuf;
using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.NetAgent.Link;

/// <summary>Decides when the silo hears what the agent observes, and what of it: only what changed, and not too often.</summary>
/// <remarks>Owned by the agent's loop; time enters as an argument.</remarks>
internal sealed partial class ObservationReporter
{
    // "At most a few times a second" (agent.proto). Counters move with every request, so they alone wait for longer; the
    // usual scrape of metrics is every 15 s.
    private static readonly TimeSpan ChangeInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan CounterInterval = TimeSpan.FromSeconds(5);

    // As they were encoded, which is a fifth of what the messages would keep in memory.
    private readonly Dictionary<ByteString, byte[]> _announcements = [];
    private readonly Dictionary<string, InterfaceState> _interfaces = [];
    private byte[] _encoded = [];
    private TimeSpan _sentAt;

    /// <summary>When <see cref="TakeDifference"/> is next worth a call; null while there is no session.</summary>
    public TimeSpan? NextDue { get; private set; }

    /// <summary>The hello told everything: differences count from there.</summary>
    public void Told(Hello hello, TimeSpan now)
    {
        _announcements.Clear();
        _interfaces.Clear();
        _sessions.Clear();
        Remember(hello.Announcements, hello.Interfaces);
        _sentAt = now;
        NextDue = now + CounterInterval;
    }

    /// <summary>Something other than a counter changed.</summary>
    public void Changed(TimeSpan now)
    {
        if (NextDue is null)
        {
            return;
        }

        var earliest = _sentAt + ChangeInterval;
        var due = earliest > now ? earliest : now;
        NextDue = due < NextDue ? due : NextDue;
    }

    /// <summary>There is no session; the next hello tells everything.</summary>
    public void Stopped() => NextDue = null;

    /// <summary>What changed since it was last told; null when nothing did.</summary>
    public ObservedState? TakeDifference(
        IEnumerable<AnnouncementState> announcements,
        IEnumerable<InterfaceState> interfaces,
        IEnumerable<BgpSessionState> sessions,
        TimeSpan now)
    {
        NextDue = now + CounterInterval;
        var difference = new ObservedState();
        var ended = new HashSet<ByteString>(_announcements.Keys);
        foreach (var state in announcements)
        {
            ended.Remove(state.Address);
            if (!IsTold(state))
            {
                difference.Announcements.Add(state);
            }
        }

        var removed = new HashSet<string>(_interfaces.Keys, StringComparer.Ordinal);
        foreach (var state in interfaces)
        {
            removed.Remove(state.Name);
            if (!state.Equals(_interfaces.GetValueOrDefault(state.Name)))
            {
                difference.Interfaces.Add(state);
            }
        }

        TellEnded(ended, removed, difference);
        TellSessions(sessions, difference);
        if (difference.Announcements.Count + difference.Interfaces.Count
            + difference.BgpSessions.Count + difference.BgpSessionsRemoved.Count == 0)
        {
            return null;
        }

        _sentAt = now;
        return difference;
    }

    private bool IsTold(AnnouncementState state)
    {
        var length = state.CalculateSize();
        if (!_announcements.TryGetValue(state.Address, out var told) || told.Length != length)
        {
            return false;
        }

        if (_encoded.Length < length)
        {
            _encoded = new byte[length];
        }

        state.WriteTo(_encoded.AsSpan(0, length));
        return told.AsSpan().SequenceEqual(_encoded.AsSpan(0, length));
    }

    // An ended announcement is told once, as one that answers nowhere.
    private void TellEnded(HashSet<ByteString> ended, HashSet<string> removed, ObservedState difference)
    {
        Remember(difference.Announcements, difference.Interfaces);
        foreach (var address in ended)
        {
            _announcements.Remove(address, out var last);
            difference.Announcements.Add(
                new AnnouncementState { Address = address, Epoch = AnnouncementState.Parser.ParseFrom(last).Epoch });
        }

        foreach (var name in removed)
        {
            _interfaces.Remove(name, out var last);
            difference.Interfaces.Add(new InterfaceState { Name = name, Index = last!.Index, Removed = true });
        }
    }

    private void Remember(IEnumerable<AnnouncementState> announcements, IEnumerable<InterfaceState> interfaces)
    {
        foreach (var state in announcements)
        {
            _announcements[state.Address] = state.ToByteArray();
        }

        foreach (var state in interfaces)
        {
            _interfaces[state.Name] = state;
        }
    }
}
