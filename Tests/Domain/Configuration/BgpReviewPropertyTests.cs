using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Configuration;

/// <summary>Random configurations, mostly wrong: what every judgement of them has in common.</summary>
public sealed class BgpReviewPropertyTests
{
    private static readonly string[] _texts =
        ["", "a", "b", "10.0.0.1", "fc00::1", "::ffff:10.0.0.1", "1:2", "large:1:2:3", "1:2:3", "x:y", "\0\n\"", "tier", "90s", "-1h", "1e9s", "9223372036s", "µs", ".s", "99999999999999999999h"];

    private static readonly Gen<string> _text = Gen.OneOf(
        Gen.Elements(_texts),
        Gen.Choose(0, char.MaxValue).ArrayOf(6).Select(codes => new string([.. codes.Select(code => (char)code)])));

    private static readonly Gen<string> _name = Gen.Elements("a", "b", "c");

    private static readonly Gen<long> _number = Gen.OneOf(
        Gen.Elements(0L, 1, 2, 64512, 64512, 64513, 65535, 65536, uint.MaxValue, uint.MaxValue + 1L, -1, long.MaxValue, long.MinValue),
        Gen.Choose(-10, 300).Select(number => (long)number));

    private static readonly Gen<bool> _flag = Gen.Elements(true, false);

    private static readonly Gen<ImmutableArray<string>> _list = _text.ArrayOf(2).Select(items => items.ToImmutableArray());

    private static readonly Gen<ImmutableArray<LabelSelectorSpec>> _selectors =
        from count in Gen.Choose(0, 2)
        from key in Gen.Elements("rack", "gpu", "-", "")
        from comparison in Gen.Elements("In", "NotIn", "Exists", "DoesNotExist", "Gt")
        from values in _text.ArrayOf(2)
        select Enumerable.Repeat(
            new LabelSelectorSpec
            {
                MatchExpressions = [new LabelExpressionSpec(key, comparison, comparison.EndsWith('n') ? [.. values] : [])],
            },
            count).ToImmutableArray();

    private static readonly Gen<BGPPeerSpec> _peers =
        from name in _name
        from numbers in _number.ArrayOf(4)
        from texts in _text.ArrayOf(9)
        from flags in _flag.ArrayOf(4)
        from isSane in _flag
        from selectors in _selectors
        select new BGPPeerSpec
        {
            Name = name,
            MyASN = isSane ? 64512 : numbers[0],
            PeerASN = isSane ? 64513 : numbers[1],
            LocalASN = isSane ? 0 : numbers[2],
            PeerPort = isSane ? 0 : numbers[3],
            DynamicASN = isSane ? "" : texts[0],
            PeerAddress = isSane ? "10.0.0.1" : texts[1],
            Interface = isSane ? "" : texts[2],
            SourceAddress = isSane ? "" : texts[3],
            HoldTime = flags[0] ? texts[4] : null,
            KeepaliveTime = flags[1] ? texts[5] : null,
            ConnectTime = flags[2] ? texts[6] : null,
            RouterID = isSane ? "" : texts[7],
            Vrf = isSane ? "" : texts[8],
            NodeSelectors = selectors,
            Password = flags[3] ? new BgpPassword(texts[0]) : null,
            PasswordSecret = isSane ? "" : texts[1],
            BfdProfile = flags[1] ? name : "",
            EbgpMultiHop = flags[0],
        };

    private static readonly Gen<BGPAdvertisementSpec> _advertisements =
        from name in _name
        from pools in _list
        from communities in _list
        from selectors in _selectors
        from services in _selectors
        from numbers in _number.ArrayOf(3)
        from isSane in _flag
        select new BGPAdvertisementSpec
        {
            Name = name,
            IPAddressPools = isSane ? [] : pools,
            Communities = communities,
            NodeSelectors = selectors,
            ServiceSelectors = isSane ? [] : services,
            AggregationLength = isSane ? 32 : (int)Math.Clamp(numbers[0], -5, 200),
            AggregationLengthV6 = isSane ? null : (int)Math.Clamp(numbers[1], -5, 200),
            LocalPref = numbers[2],
        };

    private static readonly Gen<BFDProfileSpec> _profiles =
        from name in _name
        from number in _number
        from flag in _flag
        select new BFDProfileSpec { Name = name, DetectMultiplier = flag ? number : null, MinimumTtl = number, EchoMode = flag };

    private static readonly Gen<CommunitySpec> _communities =
        from name in _name
        from alias in _name
        from value in _text
        select new CommunitySpec { Name = name, Communities = [new CommunityEntrySpec(alias, value)] };

    private static readonly Gen<ClusterNode[]> _nodes = Gen.SubListOf(
        Given.Node("n1", "rack=a"), Given.Node("n2", "rack=b", "gpu=a"), Given.Node("n3")).Select(nodes => nodes.ToArray());

    private static readonly Gen<AddressPool[]> _pools = Gen.SubListOf(
        Given.Pool("a", "10.0.0.0/24"), Given.Pool("b", "fc00::/120", "10.1.0.0/30")).Select(pools => pools.ToArray());

    private static readonly Gen<BgpSpecs> _specs =
        from peers in _peers.ArrayOf(3)
        from advertisements in _advertisements.ArrayOf(3)
        from profiles in _profiles.ArrayOf(2)
        from communities in _communities.ArrayOf(2)
        from nodes in _nodes
        from pools in _pools
        select new BgpSpecs
        {
            Namespace = "metallb-system",
            Peers = [.. peers],
            Advertisements = [.. advertisements],
            BfdProfiles = [.. profiles],
            Communities = [.. communities],
            Nodes = [.. nodes],
            Pools = [.. pools],
        };

    [Fact]
    [Trait("Invariant", "6")]
    public void Every_object_is_accepted_or_refused_and_nothing_throws() => _specs.Check(
        specs =>
        {
            var configuration = ConfigurationReview.ReviewBgp(specs);
            return Names(specs).All(item => IsJudged(item, configuration))
                && configuration.Refused.All(refusal => refusal.ToString().Length > 0 && refusal.Remedy.EndsWith('.'));
        },
        times: 5000);

    [Fact]
    public void The_order_in_which_objects_arrive_does_not_matter() => _specs.Check(specs => // C-008
    {
        // Two of one name cannot come from an API server, and which of them counts is nothing to rely on.
        var once = specs with
        {
            Peers = [.. specs.Peers.DistinctBy(peer => peer.Name)],
            Advertisements = [.. specs.Advertisements.DistinctBy(advertisement => advertisement.Name)],
            BfdProfiles = [.. specs.BfdProfiles.DistinctBy(profile => profile.Name)],
            Communities = [.. specs.Communities.DistinctBy(community => community.Name)],
        };
        var turned = once with
        {
            Peers = [.. once.Peers.Reverse()],
            Advertisements = [.. once.Advertisements.Reverse()],
            BfdProfiles = [.. once.BfdProfiles.Reverse()],
            Communities = [.. once.Communities.Reverse()],
            Nodes = [.. once.Nodes.Reverse()],
            Pools = [.. once.Pools.Reverse()],
        };

        var (one, other) = (ConfigurationReview.ReviewBgp(once), ConfigurationReview.ReviewBgp(turned));

        return one.Peers.SequenceEqual(other.Peers)
            && one.Advertisements.SequenceEqual(other.Advertisements)
            && one.BfdProfiles.SequenceEqual(other.BfdProfiles)
            && one.Communities.SequenceEqual(other.Communities)
            && one.Refused.SequenceEqual(other.Refused);
    });

    [Fact]
    public void On_no_node_two_accepted_peers_meet_at_one_address_port_and_VRF() => _specs.Check(specs => // C-091
    {
        var peers = ConfigurationReview.ReviewBgp(specs).Peers;
        return specs.Nodes.All(node => peers.Where(peer => peer.IsHeldBy(node))
            .GroupBy(peer => (peer.Identifier, peer.Port)).All(group => group.Count() == 1));
    });

    [Fact]
    public void On_no_node_two_advertisements_give_a_pool_two_preferences() => _specs.Check(specs => // C-060
    {
        var advertisements = ConfigurationReview.ReviewBgp(specs).Advertisements.Where(item => item.ServiceSelectors.IsEmpty);
        return specs.Nodes.All(node => specs.Pools.All(pool =>
            LocalPreferenceRule.FirstContradiction([.. advertisements.Where(item => item.Covers(pool, node))], pool) is null));
    });

    private static IEnumerable<(string Kind, string Name)> Names(BgpSpecs specs) =>
    [
        .. specs.Peers.Select(spec => ("BGPPeer", spec.Name)),
        .. specs.Advertisements.Select(spec => ("BGPAdvertisement", spec.Name)),
        .. specs.BfdProfiles.Select(spec => ("BFDProfile", spec.Name)),
        .. specs.Communities.Select(spec => ("Community", spec.Name)),
    ];

    private static bool IsJudged((string Kind, string Name) item, BgpConfiguration configuration) =>
        configuration.Refused.Any(refusal => (refusal.Kind, refusal.Name) == item)
        || item.Kind switch
        {
            "BGPPeer" => configuration.Peers.Any(peer => peer.Name == item.Name),
            "BGPAdvertisement" => configuration.Advertisements.Any(advertisement => advertisement.Name == item.Name),
            "BFDProfile" => configuration.BfdProfiles.Any(profile => profile.Name == item.Name),
            _ => configuration.Communities.Any(names => names.Name == item.Name),
        };
}
