using System.Text.Json.Nodes;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Tests.Silo.Webhooks;

/// <summary>The validating webhooks over HTTPS and behind the embedded API server (O-080 to O-088, section 8.3).</summary>
public sealed class AdmissionWebhookTests(WebhookFixture silo) : IClassFixture<WebhookFixture>
{
    private const string Peers = "/validate-metallb-io-v1beta2-bgppeer";
    private const string Pools = "/validate-metallb-io-v1beta1-ipaddresspool";
    private const string Advertisements = "/validate-metallb-io-v1beta1-bgpadvertisement";
    private const string L2Advertisements = "/validate-metallb-io-v1beta1-l2advertisement";
    private const string Communities = "/validate-metallb-io-v1beta1-community";
    private const string Profiles = "/validate-metallb-io-v1beta1-bfdprofile";
    private const string Reservations = "/validate-metalorleans-io-v1alpha1-ipreservation";
    private const string Policies = "/validate-metalorleans-io-v1alpha1-poolpolicy";

    [Theory] // O-080 to O-085, T-ERR; path, kind, spec, what the message begins with
    [InlineData(Peers, "BGPPeer", """{"myASN":1,"peerASN":2,"peerAddress":"tor"}""", "parsing peer new invalid BGPPeer address \"tor\"")] // T-263
    [InlineData(Pools, "IPAddressPool", """{"addresses":["10.0.0.9-10.0.0.1"]}""", "invalid CIDR \"10.0.0.9-10.0.0.1\" in pool \"new\"")]
    [InlineData(Advertisements, "BGPAdvertisement", """{"aggregationLength":24,"serviceSelectors":[{}]}""", "serviceSelectors and aggregationLength are mutually exclusive")] // T-262
    [InlineData(Advertisements, "BGPAdvertisement", """{"communities":["1:x"]}""", "invalid community value: invalid section")]
    [InlineData(L2Advertisements, "L2Advertisement", """{"ipAddressPools":["a","a"]}""", "duplicate definition of ipAddressPools \"a\"")]
    [InlineData(Communities, "Community", """{"communities":[{"name":"c","value":"big:1:2:3"}]}""", "parsing community \"c\": invalid community value: invalid marker for large community, expected community to be of format large:<uint32>:<uint32>:<uint32> but got")] // T-266
    [InlineData(Profiles, "BFDProfile", """{"detectMultiplier":1}""", "invalid value 1, must be in 2-255 range\ninvalid detect multiplier value")]
    [InlineData(Reservations, "IPReservation", """{"pool":"p","owner":{"namespaces":["a"]}}""", "the reservation reserves nothing")]
    [InlineData(Policies, "PoolPolicy", """{"pool":"p","state":"Asleep"}""", "\"Asleep\" is not a state of a pool")]
    public async Task A_bad_object_of_each_kind_is_refused_in_MetalLBs_words_where_it_has_some(string path, string kind, string spec, string start)
    {
        foreach (var version in (string[])["v1", "v1beta1"])
        {
            var (refusal, _) = await silo.AskAsync(path, "CREATE", WebhookFixture.Make(kind, "new", spec), version: version);

            Assert.StartsWith(start, refusal, StringComparison.Ordinal);
        }
    }

    [Theory]
    [Trait("Ref", "T-270")]
    [Trait("Ref", "T-271")]
    [Trait("Ref", "T-272")]
    [Trait("Ref", "T-273")]
    [Trait("Ref", "T-274")]
    [Trait("Ref", "T-275")]
    [Trait("Ref", "C-004")]
    [InlineData(Peers, "BGPPeer")]
    [InlineData(Pools, "IPAddressPool")]
    [InlineData(Advertisements, "BGPAdvertisement")]
    [InlineData(L2Advertisements, "L2Advertisement")]
    [InlineData(Communities, "Community")]
    [InlineData(Profiles, "BFDProfile")]
    [InlineData(Reservations, "IPReservation")]
    [InlineData(Policies, "PoolPolicy")]
    public async Task A_new_object_in_a_foreign_namespace_is_refused_and_an_old_one_may_change(string path, string kind)
    {
        var item = WebhookFixture.Make(kind, "new", "{}", "default");

        var (refusal, _) = await silo.AskAsync(path, "CREATE", item);

        Assert.StartsWith("resource must be created in metallb-system namespace", refusal, StringComparison.Ordinal);
        Assert.Null((await silo.AskAsync(path, "UPDATE", item, WebhookFixture.Make(kind, "new", """{"x":1}""", "default"))).Refusal);
        Assert.Null((await silo.AskAsync(path, "DELETE", null, item)).Refusal);
    }

    [Fact] // C-021, T-260, invariant 6
    public async Task Pools_may_not_overlap_on_create_nor_on_update_whichever_is_older()
    {
        await silo.StoreAsync<IPAddressPool>("older", """{"addresses":["10.10.0.0/28"]}""");
        await silo.StoreAsync<IPAddressPool>("younger", """{"addresses":["10.10.1.0/28"]}""");
        var overlapping = WebhookFixture.Make("IPAddressPool", "a-new", """{"addresses":["10.10.0.8/30"]}""");

        foreach (var isDryRun in (bool[])[false, true])
        {
            Assert.StartsWith(
                "CIDR \"10.10.0.8/30\" in pool \"a-new\" overlaps with already defined CIDR \"10.10.0.0/28\"",
                (await silo.AskAsync(Pools, "CREATE", overlapping, isDryRun: isDryRun)).Refusal,
                StringComparison.Ordinal);
        }

        var old = WebhookFixture.Make("IPAddressPool", "older", """{"addresses":["10.10.0.0/28"]}""");
        old["metadata"]!["creationTimestamp"] = "2020-01-01T00:00:00Z";
        var grown = (JsonObject)old.DeepClone();
        grown["spec"]!["addresses"] = new JsonArray("10.10.0.0/23");
        Assert.Contains(
            "overlaps with already defined CIDR", (await silo.AskAsync(Pools, "UPDATE", grown, old)).Refusal, StringComparison.Ordinal);
        Assert.Null((await silo.AskAsync(Pools, "DELETE", null, old)).Refusal);
    }

    [Fact] // C-059, C-063, T-261
    public async Task An_aggregate_is_judged_against_the_pools_that_exist()
    {
        await silo.StoreAsync<IPAddressPool>("aggregated", """{"addresses":["1.1.1.0/28"]}""");

        var (refusal, _) = await silo.AskAsync(
            Advertisements,
            "CREATE",
            WebhookFixture.Make("BGPAdvertisement", "adv", """{"aggregationLength":26,"ipAddressPools":["aggregated"]}"""));

        Assert.StartsWith(
            "invalid aggregation length 26: prefix 28 in this pool is more specific than the aggregation length for addresses 1.1.1.0/28",
            refusal,
            StringComparison.Ordinal);
    }

    [Fact] // C-090, W-119
    public async Task What_refers_to_objects_that_may_come_later_passes()
    {
        var peer = """{"myASN":1,"peerASN":2,"peerAddress":"192.0.2.77","bfdProfile":"later","passwordSecret":{"name":"later"}}""";
        var advertisement = """{"communities":["later"],"ipAddressPools":["later"],"peers":["later"]}""";

        Assert.Null((await silo.AskAsync(Peers, "CREATE", WebhookFixture.Make("BGPPeer", "new", peer))).Refusal);
        Assert.Null((await silo.AskAsync(Advertisements, "CREATE", WebhookFixture.Make("BGPAdvertisement", "new", advertisement))).Refusal);
    }

    [Fact] // C-091, T-264, T-265
    public async Task Peers_of_one_address_are_refused_where_they_meet_even_when_their_profile_is_missing()
    {
        await silo.StoreAsync<BGPPeer>("held", """{"myASN":1,"peerASN":2,"peerAddress":"10.200.200.2","bfdProfile":"later"}""");

        var (refusal, _) = await silo.AskAsync(
            Peers, "CREATE", WebhookFixture.Make("BGPPeer", "a", """{"myASN":1,"peerASN":2,"peerAddress":"10.200.200.2"}"""));

        Assert.StartsWith(
            "peer 10.200.200.2 already exists, FRR mode doesn't support duplicate BGPPeers selecting the same node",
            refusal,
            StringComparison.Ordinal);
    }

    [Fact] // C-121, C-122, T-266, T-268
    public async Task A_name_of_a_community_is_defined_once()
    {
        await silo.StoreAsync<Community>("first", """{"communities":[{"name":"vpn","value":"1:1"}]}""");

        var (refusal, _) = await silo.AskAsync(
            Communities, "CREATE", WebhookFixture.Make("Community", "a", """{"communities":[{"name":"vpn","value":"1:2"}]}"""));

        Assert.StartsWith("duplicate definition of community \"vpn\"", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Ref", "T-267")]
    [InlineData("1:x")]
    [InlineData("big:1:2:3")]
    public async Task A_community_cannot_become_invalid(string value)
    {
        var old = WebhookFixture.Make("Community", "edited", """{"communities":[{"name":"edited-alias","value":"1:1"}]}""");
        var edited = (JsonObject)old.DeepClone();
        edited["spec"]!["communities"]![0]!["value"] = value;

        var (refusal, _) = await silo.AskAsync(Communities, "UPDATE", edited, old);

        Assert.StartsWith("parsing community \"edited-alias\": invalid community value: ", refusal, StringComparison.Ordinal);
    }

    [Fact] // Invariant 6
    public async Task Of_two_that_claim_the_same_the_older_stays()
    {
        await silo.StoreAsync<PoolPolicy>("held", """{"pool":"claimed"}""");
        await silo.StoreAsync<IPReservation>(
            "held", """{"pool":"claimed","addresses":["10.30.0.0/30"],"owner":{"namespaces":["a"]}}""");

        var (policy, _) = await silo.AskAsync(Policies, "CREATE", WebhookFixture.Make("PoolPolicy", "a", """{"pool":"claimed"}"""));
        var (reservation, _) = await silo.AskAsync(Reservations, "CREATE", WebhookFixture.Make(
            "IPReservation", "a", """{"pool":"claimed","addresses":["10.30.0.1"],"owner":{"namespaces":["b"]}}"""));
        var stored = await Assert.ThrowsAsync<KubernetesApiException>(() => silo.StoreAsync<PoolPolicy>("b", """{"pool":"claimed"}"""));

        Assert.StartsWith("pool \"claimed\" has PoolPolicy \"held\" already", policy, StringComparison.Ordinal);
        Assert.StartsWith("\"10.30.0.1\" overlaps \"10.30.0.0/30\" of IPReservation \"held\"", reservation, StringComparison.Ordinal);
        Assert.Contains(
            "admission webhook \"poolpolicyvalidationwebhook.metalorleans.io\" denied the request: pool \"claimed\" has PoolPolicy",
            stored.Message,
            StringComparison.Ordinal);
    }

    [Fact] // C-110, T-269
    public async Task A_profile_in_use_cannot_be_deleted()
    {
        await silo.StoreAsync<BFDProfile>("used", "{}");
        await silo.StoreAsync<BGPPeer>("user", """{"myASN":1,"peerASN":2,"peerAddress":"192.0.2.10","bfdProfile":"used"}""");
        var key = new ObjectKey(WebhookFixture.Namespace, "used");

        var refused = await Assert.ThrowsAsync<KubernetesApiException>(
            () => silo.Client.DeleteAsync<BFDProfile>(key, DeletePreconditions.None, default));
        Assert.Contains(
            "admission webhook \"bfdprofilevalidationwebhook.metallb.io\" denied the request: "
            + "failed to delete BFDProfile used, used by BGPPeer user",
            refused.Message,
            StringComparison.Ordinal);

        await silo.Client.DeleteAsync<BGPPeer>(new ObjectKey(WebhookFixture.Namespace, "user"), DeletePreconditions.None, default);
        await silo.Client.DeleteAsync<BFDProfile>(key, DeletePreconditions.None, default);
        Assert.Null(await silo.Client.FindAsync<BFDProfile>(key, default));
    }

    [Fact] // B-054, C-093, Q-21
    public async Task DisableMP_is_warned_of_and_everything_else_is_judged_all_the_same()
    {
        var good = """{"myASN":1,"peerASN":2,"peerAddress":"192.0.2.20","disableMP":true}""";
        var bad = """{"myASN":0,"peerASN":2,"peerAddress":"192.0.2.20","disableMP":true}""";

        var (refusal, warnings) = await silo.AskAsync(Peers, "CREATE", WebhookFixture.Make("BGPPeer", "mp", good));

        Assert.Null(refusal);
        Assert.Equal(["disable mp is deprecated and has no effect since it's the default behavior now"], warnings);
        Assert.StartsWith(
            "parsing peer mp missing local ASN",
            (await silo.AskAsync(Peers, "CREATE", WebhookFixture.Make("BGPPeer", "mp", bad))).Refusal,
            StringComparison.Ordinal);
        Assert.NotNull((await silo.AskAsync(Peers, "CREATE", WebhookFixture.Make("BGPPeer", "mp", good, "default"))).Refusal);
    }

    [Fact]
    public async Task An_object_that_says_what_it_said_before_can_change_its_metadata()
    {
        var old = WebhookFixture.Make("IPAddressPool", "broken", """{"addresses":["nonsense"]}""");
        var labelled = (JsonObject)old.DeepClone();
        labelled["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };

        Assert.Null((await silo.AskAsync(Pools, "UPDATE", labelled, old)).Refusal);
        labelled["spec"]!["addresses"] = new JsonArray("still nonsense");
        Assert.NotNull((await silo.AskAsync(Pools, "UPDATE", labelled, old)).Refusal);
    }

    [Fact] // C-095
    public async Task A_v1beta1_peer_is_judged_as_what_it_becomes()
    {
        var peer = WebhookFixture.Make("BGPPeer", "old", """{"myASN":1,"peerASN":2,"peerAddress":"192.0.2.30","peerPort":0}""");
        peer["apiVersion"] = "metallb.io/v1beta1";

        Assert.Null((await silo.AskAsync(Peers, "CREATE", peer)).Refusal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_and_says_why()
    {
        var (refusal, _) = await silo.AskAsync(Peers, "CREATE", WebhookFixture.Make("BGPPeer", "odd", """{"myASN":"one"}"""));

        Assert.StartsWith("the BGPPeer odd cannot be read: ", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_API_server_of_a_standalone_silo_asks_too() // kubectl apply of a bad object
    {
        var refused = await Assert.ThrowsAsync<KubernetesApiException>(
            () => silo.StoreAsync<BGPPeer>("bad", """{"myASN":1,"peerASN":2,"peerAddress":"tor-1.example.com"}"""));

        Assert.Contains(
            "admission webhook \"bgppeersvalidationwebhook.metallb.io\" denied the request: "
            + "parsing peer bad invalid BGPPeer address \"tor-1.example.com\"",
            refused.Message,
            StringComparison.Ordinal);
    }
}
