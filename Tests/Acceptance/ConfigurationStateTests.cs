using System.Text;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Acceptance.Support;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>Section 8.2, configurationstatetests and webhookstests: what the states say of BGP's objects, word for word.</summary>
public sealed class ConfigurationStateTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await Cluster.StartAsync();
        await CreateAsync(new Node { Metadata = new ObjectMeta { Name = "n1", Labels = Label("rack", "a") } });
        await CreateAsync(new Node { Metadata = new ObjectMeta { Name = "n2", Labels = Label("row", "1") } });
        await IsAsync("speaker-n1");
        await IsAsync("speaker-n2");
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    [Trait("Ref", "T-290")]
    [Trait("Ref", "T-298")]
    [Trait("Ref", "C-084")]
    [Trait("Ref", "W-123")]
    public async Task T_290_a_secret_of_the_wrong_type_concerns_the_nodes_of_its_peer_until_it_is_replaced()
    {
        await CreateAsync(new Secret { Metadata = Meta("bgp-password"), Type = "Opaque" });
        await CreateAsync(Peer("peer1", "10.0.0.1", "rack", "a") with
        {
            Spec = Peer("peer1", "10.0.0.1", "rack", "a").Spec! with { PasswordSecret = new SecretReference { Name = "bgp-password" } },
        });

        await IsAsync(
            "speaker-n1",
            "configuration error: parsing peer peer1 secret type mismatch on \"metallb-system\"/\"bgp-password\", "
            + "type \"kubernetes.io/basic-auth\" is expected \nfailed to parse peer peer1 password secret");
        await IsAsync("speaker-n2");
        await IsAsync("controller");
        await _cluster.DeleteAsync<Secret>(Cluster.Configured("bgp-password"));
        await CreateAsync(new Secret
        {
            Metadata = Meta("bgp-password"),
            Type = "kubernetes.io/basic-auth",
            Data = new(StringComparer.Ordinal) { ["password"] = Encoding.UTF8.GetBytes("nobody-reads-this") },
        });

        // T-295: all is valid with a valid peer and its Secret; invariant 8: nothing repeats what is in it.
        var healed = await IsAsync("speaker-n1");
        Assert.DoesNotContain("nobody-reads-this", Encoding.UTF8.GetString(KubernetesJson.ToUtf8(healed)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ref", "T-291")]
    [Trait("Ref", "T-292")]
    public async Task T_291_a_profile_that_is_missing_or_goes_makes_its_peer_unusable_until_it_is_there()
    {
        await CreateAsync(Peer("peer1", "10.0.0.1") with
        {
            Spec = Peer("peer1", "10.0.0.1").Spec! with { BfdProfile = "my-bfd-profile" },
        });
        const string Missing = "configuration error: peer peer1 referencing non existing bfd profile my-bfd-profile";
        await IsAsync("speaker-n1", Missing);

        await CreateAsync(new BFDProfile { Metadata = Meta("my-bfd-profile") });
        await IsAsync("speaker-n1");
        await _cluster.DeleteAsync<BGPPeer>(Cluster.Configured("peer1"));
        await _cluster.DeleteAsync<BFDProfile>(Cluster.Configured("my-bfd-profile"));
        await CreateAsync(Peer("peer1", "10.0.0.1") with
        {
            Spec = Peer("peer1", "10.0.0.1").Spec! with { BfdProfile = "my-bfd-profile" },
        });

        await IsAsync("speaker-n2", Missing);
    }

    [Fact]
    [Trait("Ref", "T-293")]
    public async Task T_293_an_advertisement_waits_for_the_community_that_it_names()
    {
        await CreateAsync(new BGPAdvertisement
        {
            Metadata = Meta("adv"),
            Spec = new BGPAdvertisementSpec { Communities = ["my-valid-alias"] },
        });
        await IsAsync(
            "speaker-n1",
            "configuration error: invalid community format: my-valid-alias\n"
            + "invalid community \"my-valid-alias\" in BGP advertisement");

        await CreateAsync(new Community
        {
            Metadata = Meta("aliases"),
            Spec = new CommunitySpec { Communities = [new CommunityAlias { Name = "my-valid-alias", Value = "64512:1" }] },
        });

        await IsAsync("speaker-n1");
    }

    [Fact]
    [Trait("Ref", "T-294")]
    [Trait("Ref", "T-296")]
    [Trait("Ref", "T-265")]
    [Trait("Ref", "C-091")]
    public async Task T_296_a_relabelled_node_brings_two_peers_into_conflict_and_the_undo_takes_them_out()
    {
        await CreateAsync(Peer("one", "10.200.200.2", "rack", "a"));
        await CreateAsync(Peer("two", "10.200.200.2", "row", "1"));
        await AcceptedAsync("one", "True");
        await AcceptedAsync("two", "True");

        await LabelNodeAsync("n1", """{"row":"1"}""");
        await IsAsync(
            "speaker-n1",
            "configuration error: peer 10.200.200.2 already exists, FRR mode doesn't support duplicate BGPPeers selecting the same node");
        await IsAsync("speaker-n2");
        await AcceptedAsync("one", "True");
        await AcceptedAsync("two", "False");
        await LabelNodeAsync("n1", """{"row":null}""");

        await IsAsync("speaker-n1");
        await AcceptedAsync("two", "True");
    }

    [Fact]
    [Trait("Ref", "T-297")]
    public async Task T_297_states_that_are_all_deleted_while_something_is_wrong_say_the_same_again()
    {
        const string conflict =
            "configuration error: peer 10.200.200.2 already exists, FRR mode doesn't support duplicate BGPPeers selecting the same node";
        await CreateAsync(Peer("one", "10.200.200.2", "rack", "a"));
        await CreateAsync(Peer("two", "10.200.200.2", "rack", "a"));
        await IsAsync("speaker-n1", conflict);
        var before = (await _cluster.Client.ListAsync<ConfigurationState>(default)).Items
            .ToDictionary(state => state.Metadata.Name, state => state.Metadata.Uid, StringComparer.Ordinal);

        foreach (var name in before.Keys)
        {
            await _cluster.DeleteAsync<ConfigurationState>(Cluster.Configured(name));
        }

        await _cluster.States.WaitAsync(
            states => states.Count == before.Count && states.Values.All(state => state.Metadata.Uid != before[state.Metadata.Name]),
            "the states",
            "new ones in place of the deleted",
            states => string.Join(", ", states.Keys));
        await IsAsync("speaker-n1", conflict);
        await IsAsync("speaker-n2");
    }

    private static Dictionary<string, string> Label(string key, string value) => new(StringComparer.Ordinal) { [key] = value };

    private static ObjectMeta Meta(string name) => new() { Namespace = Cluster.ConfigurationNamespace, Name = name };

    private static BGPPeer Peer(string name, string address, string? key = null, string value = "") => new()
    {
        Metadata = Meta(name),
        Spec = new BGPPeerSpec
        {
            MyASN = 64512,
            PeerASN = 64513,
            PeerAddress = address,
            NodeSelectors = key is null ? null : [new LabelSelector { MatchLabels = Label(key, value) }],
        },
    };

    private Task CreateAsync<T>(T resource)
        where T : class, IKubernetesResource<T> => _cluster.Client.CreateAsync(resource, default);

    private Task LabelNodeAsync(string node, string labels) => _cluster.Client.PatchAsync<Node>(
        ObjectKey.OfCluster(node), Patch.Merge(Encoding.UTF8.GetBytes("{\"metadata\":{\"labels\":" + labels + "}}")), default);

    private async Task AcceptedAsync(string peer, string status) => await _cluster.Peers.WaitForAsync(
        Cluster.Configured(peer), found => found.Status?.Conditions is [{ } condition] && condition.Status == status, $"Accepted {status}");

    private Task<ConfigurationState> IsAsync(string name, string summary = "") => _cluster.States.WaitForAsync(
        Cluster.Configured(name),
        state => (state.Status?.ErrorSummary ?? "") == summary && state.Status?.Result == (summary.Length == 0 ? "Valid" : "Invalid"),
        summary.Length == 0 ? "Valid" : summary);
}
