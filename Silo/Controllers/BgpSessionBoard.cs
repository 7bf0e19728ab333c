using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Kubernetes.Events;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>How the sessions of all nodes stand, as their agents last said.</summary>
internal sealed class BgpSessionBoard(
    ConfigurationVerdicts verdicts, EventRecorders recorders, SiloOptions options)
{
    private ImmutableDictionary<BgpSessionKey, BgpSessionStanding> _sessions = ImmutableDictionary<BgpSessionKey, BgpSessionStanding>.Empty;
    private ImmutableHashSet<BgpSessionKey> _unheard = [];
    private Action<BgpSessionKey> _observers = static _ => { };

    /// <summary>Every session.</summary>
    public ImmutableDictionary<BgpSessionKey, BgpSessionStanding> All => _sessions;

    /// <summary>Calls the observer after a session changed its state, came or went, on the teller's thread.</summary>
    public void Observe(Action<BgpSessionKey> observer) => _observers += observer;

    /// <summary>How a session stands; null when nobody said.</summary>
    public BgpSessionStanding? Find(BgpSessionKey key) => _sessions.GetValueOrDefault(key);

    /// <summary>An agent says how a session stands; one that shall not be any more is no session.</summary>
    public void Set(string node, BgpSession? session, SessionObservation observation)
    {
        var key = new BgpSessionKey(node, observation.Peer);
        if (session is null)
        {
            Remove(node, observation.Peer);
            return;
        }

        var before = Find(key);
        var after = new BgpSessionStanding(session, observation);
        ImmutableInterlocked.Update(ref _unheard, unheard => unheard.Remove(key));
        ImmutableInterlocked.Update(ref _sessions, sessions => sessions.SetItem(key, after));
        if (before is null || before.BgpStatus != after.BgpStatus || before.BfdStatus != after.BfdStatus
            || before.PeerText != after.PeerText || before.Vrf != after.Vrf)
        {
            RecordChange(key, before, after);
            _observers(key);
        }
    }

    /// <summary>A node holds a session no more.</summary>
    public void Remove(string node, string peer) => Remove(new BgpSessionKey(node, peer));

    /// <summary>Nobody says how a node's sessions stand any more; they are kept for as long as the node counts.</summary>
    public void RemoveNode(string node) => ImmutableInterlocked.Update(
        ref _unheard, (unheard, sessions) => unheard.Union(sessions.Keys.Where(key => key.Node == node)), _sessions);

    /// <summary>A node does not count any more, or came back: what was not heard of since is gone.</summary>
    public void Forget(string node)
    {
        foreach (var key in _unheard.Where(key => key.Node == node))
        {
            Remove(key);
        }
    }

    private void Remove(BgpSessionKey key)
    {
        var isThere = _sessions.ContainsKey(key);
        ImmutableInterlocked.Update(ref _unheard, unheard => unheard.Remove(key));
        ImmutableInterlocked.Update(ref _sessions, sessions => sessions.Remove(key));
        if (isThere)
        {
            _observers(key);
        }
    }

    /// <summary>A session that came up or broke is an event on its BGPPeer; how it stood before this silo's time is none.</summary>
    private void RecordChange(BgpSessionKey key, BgpSessionStanding? before, BgpSessionStanding after)
    {
        if (before is null)
        {
            return;
        }

        var (was, @is) = (
            before.Observation.Phase == SessionPhase.Established, after.Observation.Phase == SessionPhase.Established);
        if (was == @is
            || !verdicts.Of<BGPPeer>().Objects.TryGetValue(new ObjectKey(options.Namespace, key.Peer), out var peer))
        {
            return;
        }

        recorders.Speaker.Record(
            peer,
            @is ? EventKind.Normal : EventKind.Warning,
            @is ? "sessionUp" : "sessionDown",
            @is
                ? $"node \"{key.Node}\": session with {after.PeerText} is Established"
                : $"node \"{key.Node}\": session with {after.PeerText} ended: {after.Observation.Reason}");
    }
}
