using System.Collections.Immutable;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Gateway;

/// <summary>
/// Which link-layer addresses belong to nodes of the cluster, as their agents say. An agent tells by it another member, to
/// which it may have to yield, from a stranger, against which it defends.
/// </summary>
/// <remarks>
/// A node stays a member after its agent has gone: a node that is cut off may go on announcing, and is no stranger for it.
/// It ends when there is neither a Node object nor an agent.
/// </remarks>
internal sealed class MemberDirectory
{
    private readonly Lock _changing = new();
    private TaskCompletionSource _changed = NewSignal();
    private volatile MemberSnapshot _current;

    public MemberDirectory(ClusterViewStore views)
    {
        _current = new MemberSnapshot(MemberSnapshot.None, _changed.Task);
        views.Observe(OnViewChanged);
    }

    public MemberSnapshot Current => _current;

    /// <summary>A node's agent says which interfaces it announces on; one that says nothing new changes nothing.</summary>
    public void Set(string node, IEnumerable<ByteString> macs)
    {
        var member = new Member { NodeName = node };
        member.Macs.AddRange(macs);
        Update(members =>
            member.Equals(members.GetValueOrDefault(node)) || (member.Macs.Count == 0 && !members.ContainsKey(node))
                ? members
                : members.SetItem(node, member));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void OnViewChanged(ClusterView before, ClusterView after)
    {
        if (!ReferenceEquals(before.Nodes, after.Nodes) || !ReferenceEquals(before.Agents, after.Agents))
        {
            Update(members => members.RemoveRange(
                members.Keys.Where(node => IsKnown(node, before) && !IsKnown(node, after)).ToArray()));
        }
    }

    private static bool IsKnown(string node, ClusterView view) =>
        view.Nodes.ContainsKey(node) || view.Agents.Contains(node);

    private void Update(Func<ImmutableSortedDictionary<string, Member>, ImmutableSortedDictionary<string, Member>> change)
    {
        lock (_changing)
        {
            var members = change(_current.Members);
            if (ReferenceEquals(members, _current.Members))
            {
                return;
            }

            var changed = _changed;
            _changed = NewSignal();
            _current = new MemberSnapshot(members, _changed.Task);
            changed.SetResult();
        }
    }
}
