using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Resources;
using YamlDotNet.RepresentationModel;

namespace MetalOrleans.Cli.Conversion;

/// <summary>Reads the keys of the old configuration and names what each becomes (W-001).</summary>
internal sealed class LegacyReader
{
    // What MetalLB took where hold-time was left out.
    private const string DefaultHoldTime = "1m30s";

    private readonly string _namespace;
    private readonly List<string> _faults;
    private readonly ImmutableArray<IPAddressPool>.Builder _pools = ImmutableArray.CreateBuilder<IPAddressPool>();
    private readonly ImmutableArray<BGPAdvertisement>.Builder _bgp = ImmutableArray.CreateBuilder<BGPAdvertisement>();
    private readonly ImmutableArray<L2Advertisement>.Builder _l2 = ImmutableArray.CreateBuilder<L2Advertisement>();
    private readonly ResourceNames _poolNames;

    private LegacyReader(string inNamespace, List<string> faults)
    {
        _namespace = inNamespace;
        _faults = faults;
        _poolNames = new ResourceNames("address pool", faults);
    }

    /// <summary>Reads all; what is wrong is added to the faults.</summary>
    public static LegacyResources Read(YamlNode root, string inNamespace, List<string> faults) =>
        LegacyMap.Of(root, "", faults) is { } map
            ? new LegacyReader(inNamespace, faults).Read(map)
            : new LegacyResources([], [], [], [], [], []);

    private LegacyResources Read(LegacyMap map)
    {
        var profileNames = new ResourceNames("BFD profile", _faults);
        ImmutableArray<BFDProfile> profiles = [.. map.Maps("bfd-profiles").Select(profile => ReadProfile(profile, profileNames))];
        var communities = ReadCommunities(map.Pairs("bgp-communities"));
        ImmutableArray<BGPPeer> peers = [.. map.Maps("peers").Select(ReadPeer)];
        foreach (var pool in map.Maps("address-pools"))
        {
            ReadPool(pool);
        }

        map.End();
        return new LegacyResources(
            profiles, communities, peers, _pools.ToImmutable(), _bgp.ToImmutable(), _l2.ToImmutable());
    }

    private BFDProfile ReadProfile(LegacyMap map, ResourceNames names)
    {
        var profile = new BFDProfile
        {
            Metadata = Named(names.Take(map.Text("name") ?? "")),
            Spec = new BFDProfileSpec
            {
                ReceiveInterval = map.Number("receive-interval"),
                TransmitInterval = map.Number("transmit-interval"),
                DetectMultiplier = map.Number("detect-multiplier"),
                EchoInterval = map.Number("echo-interval"),
                EchoMode = map.Flag("echo-mode"),
                PassiveMode = map.Flag("passive-mode"),
                MinimumTtl = map.Number("minimum-ttl"),
            },
        };
        map.End();
        return profile;
    }

    private ImmutableArray<Community> ReadCommunities(Dictionary<string, string>? aliases) => aliases is not { Count: > 0 }
        ? []
        :
        [
            new Community
            {
                Metadata = Named("communities"),
                Spec = new CommunitySpec
                {
                    Communities =
                    [
                        .. aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal)
                            .Select(alias => new CommunityAlias { Name = alias.Key, Value = alias.Value }),
                    ],
                },
            },
        ];

    private BGPPeer ReadPeer(LegacyMap map, int index)
    {
        var profile = map.Text("bfd-profile");
        var selectors = map.Maps("node-selectors").ConvertAll(ReadSelector);
        var peer = new BGPPeer
        {
            Metadata = Named($"peer{index + 1}"),
            Spec = new BGPPeerSpec
            {
                MyASN = map.Number("my-asn"),
                PeerASN = map.Number("peer-asn"),
                PeerAddress = map.Text("peer-address"),
                SourceAddress = map.Text("source-address"),
                PeerPort = map.Number("peer-port"),
                HoldTime = map.Text("hold-time") ?? DefaultHoldTime,
                KeepaliveTime = map.Text("keepalive-time"),
                RouterID = map.Text("router-id"),
                NodeSelectors = selectors.Count > 0 ? selectors : null,
                Password = map.Text("password"),
                BfdProfile = profile is null ? null : ResourceNames.Sanitize(profile),
                EbgpMultiHop = map.Flag("ebgp-multihop"),
            },
        };
        map.End();
        return peer;
    }

    private static LabelSelector ReadSelector(LegacyMap map)
    {
        var expressions = map.Maps("match-expressions").ConvertAll(expression =>
        {
            var requirement = new LabelSelectorRequirement
            {
                Key = expression.Text("key") ?? "",
                Operator = expression.Text("operator") ?? "",
                Values = expression.Texts("values") is { Count: > 0 } values ? values : null,
            };
            expression.End();
            return requirement;
        });
        var selector = new LabelSelector
        {
            MatchLabels = map.Pairs("match-labels"),
            MatchExpressions = expressions.Count > 0 ? expressions : null,
        };
        map.End();
        return selector;
    }

    private void ReadPool(LegacyMap map)
    {
        var name = _poolNames.Take(map.Text("name") ?? "");
        _pools.Add(new IPAddressPool
        {
            Metadata = Named(name),
            Spec = new IPAddressPoolSpec
            {
                Addresses = map.Texts("addresses"),
                AutoAssign = map.Flag("auto-assign"),
                AvoidBuggyIPs = map.Flag("avoid-buggy-ips"),
            },
        });
        var protocol = map.Text("protocol");
        var advertisements = map.Maps("bgp-advertisements");
        switch (protocol)
        {
            case "bgp":
                foreach (var advertisement in advertisements)
                {
                    ReadAdvertisement(advertisement, name);
                }

                if (advertisements.Count == 0)
                {
                    // The old configuration advertised such a pool with nothing special.
                    Advertise(new BGPAdvertisementSpec { IPAddressPools = [name] });
                }

                break;
            case "layer2" when advertisements.Count == 0:
                _l2.Add(new L2Advertisement
                {
                    Metadata = Named($"l2advertisement{_l2.Count + 1}"),
                    Spec = new L2AdvertisementSpec { IPAddressPools = [name] },
                });
                break;
            case "layer2":
                _faults.Add($"{map.Place}.bgp-advertisements: a pool with protocol layer2 has none");
                break;
            default:
                _faults.Add($"{map.Place}.protocol '{protocol}' is unknown: bgp or layer2 was expected");
                break;
        }

        map.End();
    }

    private void ReadAdvertisement(LegacyMap map, string pool)
    {
        var communities = map.Texts("communities");
        Advertise(new BGPAdvertisementSpec
        {
            AggregationLength = (int?)map.Number("aggregation-length"),
            AggregationLengthV6 = (int?)map.Number("aggregation-length-v6"),
            LocalPref = map.Number("localpref"),
            Communities = communities.Count > 0 ? communities : null,
            IPAddressPools = [pool],
        });
        map.End();
    }

    private void Advertise(BGPAdvertisementSpec spec) =>
        _bgp.Add(new BGPAdvertisement { Metadata = Named($"bgpadvertisement{_bgp.Count + 1}"), Spec = spec });

    private ObjectMeta Named(string name) => new() { Name = name, Namespace = _namespace };
}
