using System.Collections.Concurrent;

namespace MetalOrleans.Silo.Gateway;

/// <summary>The latest round trip of each connected agent's heartbeat, and how many links ended.</summary>
internal sealed class LinkTimes
{
    private readonly ConcurrentDictionary<string, (long Session, TimeSpan RoundTrip)> _latest = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _losses = new(StringComparer.Ordinal);

    /// <summary>By node.</summary>
    public IEnumerable<KeyValuePair<string, TimeSpan>> RoundTrips =>
        _latest.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.RoundTrip));

    /// <summary>By node, of all nodes whose agents have ever been here.</summary>
    public IEnumerable<KeyValuePair<string, long>> Losses => _losses;

    /// <summary>A beat came back. What belongs to an earlier session than the one known is passed over.</summary>
    public void Measured(string node, long session, TimeSpan roundTrip) =>
        _latest.AddOrUpdate(
            node,
            static (_, told) => told,
            static (_, known, told) => told.Session >= known.Session ? told : known,
            (Session: session, RoundTrip: roundTrip));

    /// <summary>The session ended.</summary>
    public void Leave(string node, long session)
    {
        _losses.AddOrUpdate(node, 1, static (_, count) => count + 1);
        if (_latest.TryGetValue(node, out var known) && known.Session <= session)
        {
            _latest.TryRemove(KeyValuePair.Create(node, known));
        }
    }
}
