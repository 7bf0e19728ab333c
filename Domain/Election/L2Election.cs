using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Election;

/// <summary>
/// MetalLB's choice of the layer-2 announcer (L-010 to L-045), and what goes beyond it: hold-down, drains and links.
/// </summary>
public static class L2Election
{
    /// <summary>Decides who announces an address for the Services behind it.</summary>
    /// <remarks>
    /// MetalLB decides for each Service and trusts that those behind one address come to the same answer (L-042). Here the
    /// address is decided once: it is announced when any of its Services may be; the candidates are those of all of them
    /// together, each with its best score; the text that is hashed is the lowest <see cref="ServiceBacking.ElectionAddress"/>
    /// of all Services behind it, those without candidates included, so that an endpoint that comes or goes does not move the
    /// address by itself. For one Service, and for several that agree, that is exactly MetalLB's answer. Where all are
    /// refused, the reason is that of the Service that came furthest.
    /// </remarks>
    /// <param name="services">The Services behind the address; several when it is shared.</param>
    /// <param name="view">The configuration, the nodes and the connected agents.</param>
    public static L2Decision Decide(IReadOnlyCollection<ServiceBacking> services, ClusterView view)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.Count == 0
            ? L2Decision.Refused(L2Refusal.NoService)
            : Decide(services.Min(service => service.ElectionAddress), services, view, incumbent: null);
    }

    /// <summary>Decides who announces an address for the Services behind it, when somebody announces it already.</summary>
    /// <remarks>
    /// Candidates are ordered by <see cref="L2Standing"/> first, then by score and hash (L-040). Whoever announces is never
    /// held back, so that a node in hold-down gets an address that nobody announces if there is nobody else, and gets none
    /// from a node that could keep it. Among nodes of a bad standing the announcer stays: a move would better nothing.
    /// </remarks>
    /// <param name="address">The address: the links of its subnet count.</param>
    /// <param name="services">The Services behind the address.</param>
    /// <param name="view">The configuration, the nodes, the connected agents and their links.</param>
    /// <param name="incumbent">The node that announces now; null when none does.</param>
    public static L2Decision Decide(
        Address address, IReadOnlyCollection<ServiceBacking> services, ClusterView view, string? incumbent)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(view);
        var candidates = new Dictionary<string, L2Candidate>(StringComparer.Ordinal);
        var furthest = L2Refusal.NoService;
        foreach (var service in services)
        {
            var candidacy = L2Nomination.Nominate(service, view);
            if (candidacy.Refusal is { } refusal)
            {
                // The members of the enumeration stand in the order of the steps.
                furthest = (L2Refusal)Math.Max((int)furthest, (int)refusal);
            }

            foreach (var (node, candidate) in candidacy.Candidates)
            {
                candidates[node] = candidates.TryGetValue(node, out var other) ? other.Merge(candidate) : candidate;
            }
        }

        if (candidates.Count == 0)
        {
            return L2Decision.Refused(furthest);
        }

        if (view.NodeAddresses.Contains(address))
        {
            return L2Decision.Refused(L2Refusal.NodeAddress);
        }

        var judged = candidates.Values.Select(
            candidate => candidate with { Standing = StandingOf(candidate, address, view, incumbent) });
        // Spreading never moves an address between equals by itself: there the failback is a matter of rebalancing.
        var keepsAll = view.L2Policy is { Failback: L2Failback.OnRequest, Placement: L2Placement.Hash };
        var ranked = Rank(judged, services.Min(service => service.ElectionAddress), incumbent, keepsAll);
        return L2Decision.Announce(ranked, CountPeers(ranked, incumbent, keepsAll));
    }

    /// <summary>
    /// Orders nodes by score, highest first, then by SHA-256 of <c>node#address</c>, lowest first (L-040).
    /// </summary>
    public static ImmutableArray<string> Rank(IEnumerable<(string Node, int Score)> candidates, Address address)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return
        [
            .. Rank(
                candidates.Select(candidate => new L2Candidate(candidate.Node, candidate.Score, [])),
                address,
                incumbent: null,
                keepsAll: false).Select(candidate => candidate.Node),
        ];
    }

    private static ImmutableArray<L2Candidate> Rank(
        IEnumerable<L2Candidate> candidates, Address address, string? incumbent, bool keepsAll)
    {
        var suffix = $"#{address}";
        return
        [
            .. candidates
                .OrderBy(candidate => candidate.Standing)
                .ThenBy(candidate => !Stays(candidate, incumbent, keepsAll))
                .ThenByDescending(candidate => candidate.Score)
                .ThenBy(candidate => Digest(candidate.Node + suffix), DigestOrder.Bytewise),
        ];
    }

    private static bool Stays(L2Candidate candidate, string? incumbent, bool keepsAll) =>
        candidate.Node == incumbent && (keepsAll || candidate.Standing >= L2Standing.Draining);

    private static int CountPeers(ImmutableArray<L2Candidate> ranked, string? incumbent, bool keepsAll)
    {
        var first = ranked[0];
        return Stays(first, incumbent, keepsAll)
            ? 1
            : ranked.TakeWhile(other => other.Standing == first.Standing && other.Score == first.Score).Count();
    }

    private static L2Standing StandingOf(L2Candidate candidate, Address address, ClusterView view, string? incumbent)
    {
        if (view.Links.TryGetValue(candidate.Node, out var links) && links.IsCutOff(address, candidate.Interfaces))
        {
            return L2Standing.CutOff;
        }

        if (view.DeafNodes.ContainsKey(candidate.Node))
        {
            return L2Standing.Deaf;
        }

        if (view.Nodes[candidate.Node].IsDraining)
        {
            return L2Standing.Draining;
        }

        return candidate.Node != incumbent && view.HeldNodes.Contains(candidate.Node) ? L2Standing.Held : L2Standing.Ready;
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
