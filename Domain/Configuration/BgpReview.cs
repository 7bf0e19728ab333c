using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Domain.Configuration;

/// <summary>
/// One judgement of all that BGP is configured with: profiles and communities first, then what refers to them.
/// </summary>
internal sealed class BgpReview(BgpSpecs specs)
{
    private readonly NodeScope _scope = new(specs.Nodes);
    private readonly ImmutableArray<ConfigurationRefusal>.Builder _refused =
        ImmutableArray.CreateBuilder<ConfigurationRefusal>();

    /// <summary>Judges everything.</summary>
    public BgpConfiguration Review()
    {
        var profiles = ReviewBfdProfiles();
        var communities = ReviewCommunities();
        var peers = ReviewPeers(profiles);
        var advertisements = ReviewAdvertisements(communities, peers, profiles);
        return new BgpConfiguration(
            [.. peers.OrderBy(peer => peer.Name, StringComparer.Ordinal)],
            [.. advertisements.OrderBy(advertisement => advertisement.Name, StringComparer.Ordinal)],
            [.. profiles.Values],
            [.. communities.OrderBy(names => names.Name, StringComparer.Ordinal)],
            _refused.ToImmutable());
    }

    /// <summary>What excludes each other keeps the older, then the one first by name, as pools do (C-021).</summary>
    private static IOrderedEnumerable<T> InOrder<T>(
        IEnumerable<T> objects, Func<T, DateTimeOffset> createdAt, Func<T, string> name) =>
        objects.OrderBy(createdAt).ThenBy(name, StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, BfdProfile> ReviewBfdProfiles()
    {
        var accepted = ImmutableSortedDictionary.CreateBuilder<string, BfdProfile>(StringComparer.Ordinal);
        foreach (var spec in specs.BfdProfiles.OrderBy(spec => spec.Name, StringComparer.Ordinal))
        {
            var review = new ObjectReview("BFDProfile", spec.Name);
            var profile = review.ReadBfdProfile(spec);
            if (accepted.ContainsKey(spec.Name))
            {
                RefuseSecond(review, $"found duplicate bfd profile name {spec.Name}");
            }

            if (Conclude(review))
            {
                accepted.Add(profile.Name, profile);
            }
        }

        return accepted.ToImmutable();
    }

    private List<CommunityNames> ReviewCommunities()
    {
        var accepted = new List<CommunityNames>();
        var defined = new Dictionary<string, BgpCommunity>(StringComparer.Ordinal);
        foreach (var spec in InOrder(specs.Communities, spec => spec.CreatedAt, spec => spec.Name))
        {
            var review = new ObjectReview("Community", spec.Name);
            var names = review.ReadCommunities(spec, defined);
            if (accepted.Exists(other => string.Equals(other.Name, spec.Name, StringComparison.Ordinal)))
            {
                RefuseSecond(review, $"duplicate definition of Community {spec.Name}");
            }

            if (!Conclude(review))
            {
                continue;
            }

            accepted.Add(names);
            foreach (var (name, community) in names.Communities)
            {
                defined.Add(name, community);
            }
        }

        return accepted;
    }

    private List<BgpPeer> ReviewPeers(ImmutableSortedDictionary<string, BfdProfile> profiles)
    {
        var accepted = new List<BgpPeer>();
        foreach (var spec in InOrder(specs.Peers, spec => spec.CreatedAt, spec => spec.Name))
        {
            var review = new ObjectReview("BGPPeer", spec.Name) { Prefix = $"parsing peer {spec.Name} " };
            var peer = review.ReadPeer(spec) with
            {
                Password = review.ReadPassword(spec, specs),
                BfdProfile = review.ReadBfdProfile(spec, profiles),
            };
            if (accepted.Exists(other => string.Equals(other.Name, spec.Name, StringComparison.Ordinal)))
            {
                RefuseSecond(review, $"peer {spec.Name} already exists");
            }

            ScopeTo(review, peer.NodeSelectors);
            if (Conclude(review) && ExcludeHeldNodes(peer, accepted) is { } remaining)
            {
                accepted.Add(remaining);
            }
        }

        return accepted;
    }

    /// <summary>
    /// Takes the peer off the nodes on which an earlier one of the same address, port and VRF is held (C-091).
    /// </summary>
    /// <remarks>
    /// Only those nodes: a label on one node must not end sessions on others (W-123). MetalLB's FRR modes also refuse
    /// different router IDs and AS numbers on one node, and one address with two ports; none of that is a limit here.
    /// </remarks>
    /// <returns>The peer; null when no node is left for it.</returns>
    private BgpPeer? ExcludeHeldNodes(BgpPeer peer, List<BgpPeer> accepted)
    {
        var rivals = accepted.Where(other => SameEndpoint(other, peer)).ToArray();
        if (rivals.Length == 0)
        {
            return peer;
        }

        var selected = _scope.Of(peer.NodeSelectors);
        var excluded = selected.Intersect(
            rivals.SelectMany(rival => _scope.Of(rival.NodeSelectors).Except(rival.ExcludedNodes)));
        if (excluded.IsEmpty && !_scope.IsUnknown)
        {
            return peer;
        }

        var isLeftOut = excluded.SetEquals(selected);
        var review = new ObjectReview("BGPPeer", peer.Name)
        {
            Nodes = isLeftOut ? _scope.OfRefusal(peer.NodeSelectors) : excluded,
        };
        review.Refuse(
            ConfigurationRefusalReason.Conflict,
            peer.Address is null ? "spec.interface" : "spec.peerAddress",
            $"peer {peer.Identifier} already exists, FRR mode doesn't support duplicate BGPPeers selecting the same node",
            "Let nodeSelectors of both select different nodes, or remove one of the two.");
        _refused.AddRange(review.Refusals);
        return isLeftOut ? null : peer with { ExcludedNodes = excluded };
    }

    private static bool SameEndpoint(BgpPeer one, BgpPeer other) =>
        // What is taken from nodes is known there only.
        one.AddressFrom is null
        && other.AddressFrom is null
        && one.Address == other.Address
        && one.Port == other.Port
        && string.Equals(one.Interface, other.Interface, StringComparison.Ordinal)
        && string.Equals(one.Vrf, other.Vrf, StringComparison.Ordinal);

    private List<BgpAdvertisement> ReviewAdvertisements(
        List<CommunityNames> communities, List<BgpPeer> peers, ImmutableSortedDictionary<string, BfdProfile> profiles)
    {
        var names = communities.SelectMany(item => item.Communities).ToDictionary(StringComparer.Ordinal);
        var echoPeers = peers
            .Where(peer => peer.BfdProfile is { } profile && profiles[profile].IsEchoMode)
            .OrderBy(peer => peer.Name, StringComparer.Ordinal)
            .ToArray();
        var accepted = new List<BgpAdvertisement>();
        foreach (var spec in InOrder(specs.Advertisements, spec => spec.CreatedAt, spec => spec.Name))
        {
            var review = new ObjectReview("BGPAdvertisement", spec.Name);
            var advertisement = review.ReadBgpAdvertisement(spec, names);
            if (accepted.Exists(other => string.Equals(other.Name, spec.Name, StringComparison.Ordinal)))
            {
                RefuseSecond(review, $"duplicate definition of bgpadvertisements {spec.Name}");
            }

            ScopeTo(review, advertisement.NodeSelectors);
            if (Conclude(review))
            {
                var (remaining, refused) = BgpPoolReview.Exclude(advertisement, accepted, echoPeers, specs.Pools, _scope);
                accepted.Add(remaining);
                _refused.AddRange(refused);
            }
        }

        return accepted;
    }

    private static void RefuseSecond(ObjectReview review, string message) => review.RefuseVerbatim(
        ConfigurationRefusalReason.Conflict, "metadata.name", message, "Give every object of a kind a name of its own.");

    /// <summary>What is wrong with the object concerns the nodes it selects, unless just its selectors are wrong.</summary>
    private void ScopeTo(ObjectReview review, ImmutableArray<LabelSelector> nodeSelectors)
    {
        if (!review.IsAccepted && !review.Refusals.Any(refusal => refusal.Field.StartsWith("spec.nodeSelectors", StringComparison.Ordinal)))
        {
            review.Nodes = _scope.OfRefusal(nodeSelectors);
        }
    }

    private bool Conclude(ObjectReview review)
    {
        _refused.AddRange(review.Refusals);
        return review.IsAccepted;
    }
}
