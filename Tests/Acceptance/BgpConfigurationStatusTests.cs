using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Acceptance.Support;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>What ConfigurationStates say of BGP, in MetalLB's exact words (C-156, C-157, section 8.3).</summary>
public sealed class BgpConfigurationStatusTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await Cluster.StartAsync();
        await _cluster.Client.CreateAsync(
            new Node { Metadata = new ObjectMeta { Name = "node1", Labels = new() { ["rack"] = "1" } } }, default);
        await _cluster.Client.CreateAsync(new Node { Metadata = new ObjectMeta { Name = "node2" } }, default);
        await SaysAsync("node1", "Valid", "");
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    [Trait("Ref", "T-290")]
    public async Task T_290_a_Secret_of_the_wrong_type_concerns_only_the_nodes_of_the_peer_until_it_is_right()
    {
        var secret = new Secret { Metadata = Meta("bgp-password"), Type = "Opaque" };
        await _cluster.Client.CreateAsync(secret, default);
        await _cluster.Client.CreateAsync(
            Peer("peer1", spec => spec with
            {
                PasswordSecret = new SecretReference { Name = "bgp-password" },
                NodeSelectors = [new LabelSelector { MatchLabels = new() { ["rack"] = "1" } }],
            }),
            default);

        await SaysAsync(
            "node1",
            "Invalid",
            "configuration error: parsing peer peer1 secret type mismatch on \"metallb-system\"/\"bgp-password\", "
            + "type \"kubernetes.io/basic-auth\" is expected \nfailed to parse peer peer1 password secret");
        await SaysAsync("node2", "Valid", "");

        await _cluster.Client.DeleteAsync<Secret>(ObjectKey.Of(secret), DeletePreconditions.None, default);
        await _cluster.Client.CreateAsync(
            secret with { Type = "kubernetes.io/basic-auth", Data = new() { ["password"] = "x"u8.ToArray() } }, default);
        await SaysAsync("node1", "Valid", "");
    }

    [Fact]
    [Trait("Ref", "T-291")]
    [Trait("Ref", "T-292")]
    public async Task T_291_a_missing_profile_is_named_until_it_is_there()
    {
        await _cluster.Client.CreateAsync(Peer("peer1", spec => spec with { BfdProfile = "my-bfd-profile" }), default);
        await SaysAsync(
            "node2", "Invalid", "configuration error: peer peer1 referencing non existing bfd profile my-bfd-profile");

        await _cluster.Client.CreateAsync(new BFDProfile { Metadata = Meta("my-bfd-profile") }, default);
        await SaysAsync("node2", "Valid", "");
    }

    [Fact]
    [Trait("Ref", "T-293")]
    public async Task T_293_a_missing_name_of_a_community_is_named_until_it_is_there()
    {
        await _cluster.Client.CreateAsync(
            new BGPAdvertisement { Metadata = Meta("adv"), Spec = new BGPAdvertisementSpec { Communities = ["my-valid-alias"] } },
            default);
        await SaysAsync(
            "node1",
            "Invalid",
            "configuration error: invalid community format: my-valid-alias\n"
            + "invalid community \"my-valid-alias\" in BGP advertisement");

        await _cluster.Client.CreateAsync(
            new Community
            {
                Metadata = Meta("c"),
                Spec = new CommunitySpec { Communities = [new CommunityAlias { Name = "my-valid-alias", Value = "1234:1" }] },
            },
            default);
        await SaysAsync("node1", "Valid", "");
    }

    private static ObjectMeta Meta(string name) => new() { Name = name, Namespace = Cluster.ConfigurationNamespace };

    private static BGPPeer Peer(string name, Func<BGPPeerSpec, BGPPeerSpec> with) => new()
    {
        Metadata = Meta(name),
        Spec = with(new BGPPeerSpec { MyASN = 64512, PeerASN = 64513, PeerAddress = "10.200.200.2" }),
    };

    private Task<ConfigurationState> SaysAsync(string node, string result, string summary) =>
        _cluster.States.WaitForAsync(
            Cluster.Configured($"speaker-{node}"),
            state => state.Status?.Result == result && (state.Status.ErrorSummary ?? "") == summary,
            $"{result}: {summary}");
}
