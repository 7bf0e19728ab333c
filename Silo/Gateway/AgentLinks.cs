using System.Collections.Immutable;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Nodes;

namespace MetalOrleans.Silo.Gateway;

/// <summary>Between what an agent says of its interfaces and the links that the election knows.</summary>
internal static class AgentLinks
{
    // The agent's word for an interface that it would use if it were up.
    private const string Down = "Down";

    /// <summary>
    /// The links after a report. Interfaces that the agent never used are none: the ends of pods come and go with every pod.
    /// </summary>
    public static NodeLinks Apply(NodeLinks links, IEnumerable<InterfaceState> states)
    {
        var byName = links.ByName;
        foreach (var state in states)
        {
            var before = byName.GetValueOrDefault(state.Name);
            if (before is null && (state.Removed || !(IsUsed(state) || state.Skipped == Down)))
            {
                continue;
            }

            var after = new NodeLink
            {
                Name = state.Name,
                IsUsable = !state.Removed && state.Carrier && IsUsed(state),
                OnlyFamily = OnlyFamilyOf(state),
                // A link that is gone, or down, has lost its addresses with it: what it led to is remembered.
                Subnets = state.Removed || state.Subnets.Count == 0 ? before?.Subnets ?? [] : ToSubnets(state),
            };
            byName = after.Equals(before) ? byName : byName.SetItem(state.Name, after);
        }

        return ReferenceEquals(byName, links.ByName) ? links : new NodeLinks { ByName = byName };
    }

    private static bool IsUsed(InterfaceState state) => AnswersArp(state) || state.AnswersNdp;

    private static bool AnswersArp(InterfaceState state) => state.Skipped.Length == 0;

    private static IPFamily? OnlyFamilyOf(InterfaceState state) => (AnswersArp(state), state.AnswersNdp) switch
    {
        (true, false) => IPFamily.IPv4,
        (false, true) => IPFamily.IPv6,
        _ => null,
    };

    /// <summary>What is no subnet is left out: a peer's bytes never throw.</summary>
    private static ImmutableArray<Prefix> ToSubnets(InterfaceState state)
    {
        var subnets = ImmutableSortedSet.CreateBuilder(Comparer<Prefix>.Create(
            (a, b) => (a.Network, a.Length).CompareTo((b.Network, b.Length))));
        foreach (var subnet in state.Subnets)
        {
            if (subnet.Address.Length is 4 or 16 && subnet.PrefixLength <= subnet.Address.Length * 8)
            {
                subnets.Add(Prefix.Of(Address.FromBytes(subnet.Address.Span), (int)subnet.PrefixLength));
            }
        }

        return [.. subnets];
    }
}
