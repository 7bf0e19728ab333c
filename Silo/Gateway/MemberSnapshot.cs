using System.Collections.Immutable;
using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.Silo.Gateway;

/// <summary>The link-layer addresses of the cluster's nodes at one moment. The messages in it are never changed.</summary>
/// <param name="Members">By node name.</param>
/// <param name="Changed">Completes when there is a newer snapshot.</param>
internal sealed record MemberSnapshot(ImmutableSortedDictionary<string, Member> Members, Task Changed)
{
    /// <summary>No member.</summary>
    public static ImmutableSortedDictionary<string, Member> None { get; } =
        ImmutableSortedDictionary.Create<string, Member>(StringComparer.Ordinal);

    /// <summary>What an agent has to hear that knows one set of members and shall know another; null when nothing.</summary>
    /// <param name="before">What it knows.</param>
    /// <param name="after">What it shall know.</param>
    /// <param name="node">Its own node, which it need not hear of.</param>
    public static MemberChange? Difference(
        ImmutableSortedDictionary<string, Member> before, ImmutableSortedDictionary<string, Member> after, string node)
    {
        var change = new MemberChange();
        change.Joined.AddRange(after.Values.Where(
            member => member.NodeName != node && !member.Equals(before.GetValueOrDefault(member.NodeName))));
        change.Left.AddRange(before.Keys.Where(name => name != node && !after.ContainsKey(name)));
        return change.Joined.Count + change.Left.Count == 0 ? null : change;
    }
}
