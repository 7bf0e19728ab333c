using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Election;

/// <summary>MetalLB's stateless choice of the layer-2 announcer (L-010 to L-045).</summary>
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

        var ranked = Rank(
            candidates.Values.Select(candidate => (candidate.Node, candidate.Score)),
            services.Min(service => service.ElectionAddress));
        return L2Decision.Announce(ranked, candidates[ranked[0]].Interfaces);
    }

    /// <summary>
    /// Orders nodes by score, highest first, then by SHA-256 of <c>node#address</c>, lowest first (L-040).
    /// </summary>
    public static ImmutableArray<string> Rank(IEnumerable<(string Node, int Score)> candidates, Address address)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var suffix = $"#{address}";
        return
        [
            .. candidates
                .OrderByDescending(candidate => candidate.Score)
                .ThenBy(candidate => Digest(candidate.Node + suffix), DigestOrder.Bytewise)
                .Select(candidate => candidate.Node),
        ];
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
