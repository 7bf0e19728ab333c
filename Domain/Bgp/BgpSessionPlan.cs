using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Bgp;

/// <summary>The sessions that one node holds (B-015), and the peers that it is selected for in vain.</summary>
/// <param name="Sessions">The sessions, by the name of the peer.</param>
/// <param name="Refused">In the order of the names.</param>
public sealed record BgpSessionPlan(
    ImmutableSortedDictionary<string, BgpSession> Sessions, ImmutableArray<BgpSessionRefusal> Refused)
{
    /// <summary>No session.</summary>
    public static BgpSessionPlan None { get; } = new(
        ImmutableSortedDictionary.Create<string, BgpSession>(StringComparer.Ordinal), []);

    /// <summary>What a node holds under a configuration; a node that is not known holds nothing.</summary>
    /// <remarks>Services do not enter: the first and the last one leave every session as it is (W-102).</remarks>
    public static BgpSessionPlan Of(string node, ClusterView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (!view.Nodes.TryGetValue(node, out var known))
        {
            return None;
        }

        var sessions = ImmutableSortedDictionary.CreateBuilder<string, BgpSession>(StringComparer.Ordinal);
        var refused = ImmutableArray.CreateBuilder<BgpSessionRefusal>();
        foreach (var peer in view.Peers.Values.Where(peer => peer.IsHeldBy(known)))
        {
            var (own, refusal) = PeerTemplate.Resolve(peer, known, view);
            if (own is null)
            {
                refused.Add(refusal!);
                continue;
            }

            var resolved = own with { NodeSelectors = [], ExcludedNodes = [] };
            if (sessions.Values.FirstOrDefault(other => IsSameEnd(other.Peer, resolved)) is { } rival)
            {
                refused.Add(new BgpSessionRefusal(
                    peer.Name,
                    BgpSessionRefusalReason.Duplicate,
                    $"{resolved.Identifier} is the peer {QuotedText.Of(rival.Name)} of the node already"));
                continue;
            }

            // An accepted peer names an accepted profile; one that is just going takes its peers with it.
            var profile = peer.BfdProfile is { } name ? view.BfdProfiles.GetValueOrDefault(name) : null;
            sessions.Add(peer.Name, new BgpSession(resolved, profile));
        }

        return new BgpSessionPlan(sessions.ToImmutable(), refused.ToImmutable());
    }

    /// <summary>What no two sessions of a node can have in common; among fixed addresses the review has seen to it (C-091).</summary>
    private static bool IsSameEnd(BgpPeer one, BgpPeer other) =>
        one.Address == other.Address
        && one.Port == other.Port
        && string.Equals(one.Interface, other.Interface, StringComparison.Ordinal)
        && string.Equals(one.Vrf, other.Vrf, StringComparison.Ordinal);
}
