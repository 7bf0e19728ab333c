using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Gateway;

/// <summary>Which nodes have a living agent, as the election sees it.</summary>
internal sealed class AgentRoster(ClusterViewStore views)
{
    private readonly Lock _changing = new();
    private readonly Dictionary<string, long> _sessions = [];

    /// <summary>A session of the node's agent is up; an earlier session of the node counts no more.</summary>
    public void Join(string node, long session, NodeLinks links)
    {
        lock (_changing)
        {
            _sessions[node] = session;
            views.Update(view => WithLinks(
                view.Agents.Contains(node) ? view : view with { Agents = view.Agents.Add(node) }, node, links));
        }
    }

    /// <summary>The node's links changed. What an earlier session says changes nothing.</summary>
    public void Tell(string node, long session, NodeLinks links)
    {
        lock (_changing)
        {
            if (_sessions.TryGetValue(node, out var current) && current == session)
            {
                views.Update(view => WithLinks(view, node, links));
            }
        }
    }

    /// <summary>
    /// The node's agent says which default gateways it sees. They are kept when it leaves: what is taken from them must not
    /// look as if it were gone when the agent is back.
    /// </summary>
    public void TellGateways(string node, ImmutableArray<Address> gateways) => views.Update(view =>
        view.Gateways.TryGetValue(node, out var known) && known.AsSpan().SequenceEqual(gateways.AsSpan())
            ? view
            : view with { Gateways = view.Gateways.SetItem(node, gateways) });

    /// <summary>The session ended, or its agent is about to stop. The end of an earlier session changes nothing.</summary>
    public void Leave(string node, long session)
    {
        lock (_changing)
        {
            if (_sessions.TryGetValue(node, out var current) && current == session)
            {
                _sessions.Remove(node);
                views.Update(view => view with
                {
                    Agents = view.Agents.Remove(node),
                    Links = view.Links.Remove(node),
                    // Another agent's ears are other ears.
                    DeafNodes = view.DeafNodes.Remove(node),
                });
            }
        }
    }

    private static ClusterView WithLinks(ClusterView view, string node, NodeLinks links)
    {
        var known = view.Links.GetValueOrDefault(node, NodeLinks.None);
        return known.Equals(links) ? view : view with { Links = view.Links.SetItem(node, links) };
    }
}
