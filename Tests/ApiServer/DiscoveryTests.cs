using System.Text.Json.Nodes;
using MetalOrleans.ApiServer;

namespace MetalOrleans.Tests.ApiServer;

public sealed class DiscoveryTests
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

    [Fact]
    public async Task Names_every_kind_in_both_forms_of_discovery()
    {
        await using var api = await ApiClient.StartAsync();

        var legacy = (await api.GetAsync("/apis/metallb.io/v1beta1")).Expect(200);
        var aggregated = (await api.GetAsync("/apis", Aggregated)).Expect(200);

        var plurals = legacy["resources"]!.AsArray().Select(entry => (string)entry!["name"]!).ToArray();
        Assert.Contains("ipaddresspools", plurals);
        Assert.Contains("ipaddresspools/status", plurals);
        var group = aggregated["items"]!.AsArray().Single(item => (string)item!["metadata"]!["name"]! == "metallb.io")!;
        Assert.Contains(group["versions"]![0]!["resources"]!.AsArray(), entry => (string)entry!["resource"]! == "bgppeers");

        // C-003: both versions of BGPPeer, the stored one preferred.
        Assert.Equal(["v1beta2", "v1beta1"], group["versions"]!.AsArray().Select(version => (string)version!["version"]!));
    }

    [Fact]
    public async Task Serves_a_kind_as_soon_as_its_definition_is_stored_and_until_it_is_deleted()
    {
        await using var api = await ApiClient.StartAsync();
        const string Definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: lamps.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: lamps, kind: Lamp}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {watts: {type: integer, maximum: 100}}}}}}
                additionalPrinterColumns: [{name: Watts, type: integer, jsonPath: .spec.watts}]
            """;
        var definition = (await api.SendAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", JsonValue.Create(Definition), "application/yaml")).Expect(201);
        var lamps = "/apis/example.com/v1/namespaces/default/lamps";
        var lamp = JsonNode.Parse("""{"apiVersion":"example.com/v1","kind":"Lamp","metadata":{"name":"a"},"spec":{"watts":60}}""")!;
        (await api.PostAsync(lamps, lamp)).Expect(201);
        lamp["spec"]!["watts"] = 600;
        lamp["metadata"]!["name"] = "b";
        var refused = await api.PostAsync(lamps, lamp);
        var table = (await api.GetAsync(lamps, "application/json;as=Table;v=v1;g=meta.k8s.io")).Expect(200);
        (await api.DeleteAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/lamps.example.com")).Expect(200);

        Assert.Contains(definition["status"]!["conditions"]!.AsArray(), condition => (string)condition!["type"]! == "Established" && (string)condition["status"]! == "True");
        Assert.Equal(422, refused.Code);
        Assert.Equal(["Name", "Watts"], table["columnDefinitions"]!.AsArray().Select(column => (string)column!["name"]!));
        Assert.Equal(60, (int)table["rows"]![0]!["cells"]![1]!);
        Assert.Equal(404, (await api.GetAsync(lamps)).Code);
    }

    [Fact]
    [Trait("Ref", "C-096")]
    public async Task Converts_a_peer_between_its_versions_and_warns_of_the_old_one()
    {
        await using var api = await ApiClient.StartAsync();
        var peer = JsonNode.Parse("""{"apiVersion":"metallb.io/v1beta1","kind":"BGPPeer","metadata":{"name":"router1"},"spec":{"myASN":64500,"peerASN":64501,"peerAddress":"10.0.0.1","holdTime":"30s"}}""")!;

        var old = await api.PostAsync("/apis/metallb.io/v1beta1/namespaces/metallb-system/bgppeers", peer);
        var stored = (await api.GetAsync("/apis/metallb.io/v1beta2/namespaces/metallb-system/bgppeers/router1")).Expect(200);

        Assert.Equal("metallb.io/v1beta1", (string)old.Expect(201)["apiVersion"]!);
        Assert.Contains("v1beta1 is deprecated, please use v1beta2", old.Warnings, StringComparison.Ordinal);
        Assert.Equal("metallb.io/v1beta2", (string)stored["apiVersion"]!);
        Assert.Equal("30s", (string)stored["spec"]!["holdTime"]!);
    }

    [Fact]
    public async Task One_event_is_seen_in_both_of_its_groups()
    {
        await using var api = await ApiClient.StartAsync();
        var made = JsonNode.Parse("""{"apiVersion":"v1","kind":"Event","metadata":{"name":"e"},"involvedObject":{"kind":"Service","namespace":"default","name":"a"},"reason":"IPAllocated","message":"Assigned IP","type":"Normal"}""")!;
        (await api.PostAsync("/api/v1/namespaces/default/events", made)).Expect(201);

        var newer = (await api.GetAsync("/apis/events.k8s.io/v1/namespaces/default/events/e")).Expect(200);
        var found = (await api.GetAsync("/api/v1/events?fieldSelector=involvedObject.name%3Da,reason%3DIPAllocated")).Expect(200);

        Assert.Equal("Assigned IP", (string)newer["note"]!);
        Assert.Equal("a", (string)newer["regarding"]!["name"]!);
        Assert.Single(found["items"]!.AsArray());
    }

    [Fact]
    public async Task Admission_may_refuse_a_write_in_the_words_of_a_webhook()
    {
        await using var api = await ApiClient.StartAsync(new ApiServerOptions
        {
            Admission = (attempt, _) => ValueTask.FromResult(attempt is { Resource: "ipaddresspools", Operation: "CREATE" }
                ? new MetalOrleans.ApiServer.Admission.AdmissionVerdict { Refusal = "CIDR overlaps", Webhook = "ipaddresspoolvalidationwebhook.metallb.io", Warnings = ["look here"] }
                : MetalOrleans.ApiServer.Admission.AdmissionVerdict.Allowed),
        });

        var refused = await api.PostAsync(ApiClient.Pools, ApiClient.Pool("a", "10.0.0.0/24"));

        Assert.Equal(403, refused.Code);
        Assert.Equal("admission webhook \"ipaddresspoolvalidationwebhook.metallb.io\" denied the request: CIDR overlaps", refused.Message);
        Assert.Contains("look here", refused.Warnings, StringComparison.Ordinal);
    }
}
