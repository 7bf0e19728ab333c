using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.ApiServer;

public sealed class VerbTests
{
    [Fact]
    public async Task Creates_reads_updates_and_deletes_an_object()
    {
        await using var api = await ApiClient.StartAsync();

        var made = (await api.PostAsync(ApiClient.Pools, ApiClient.Pool("first", "10.0.0.0/24"))).Expect(201);
        var read = (await api.GetAsync($"{ApiClient.Pools}/first")).Expect(200);
        read["spec"]!["autoAssign"] = false;
        var changed = (await api.PutAsync($"{ApiClient.Pools}/first", read)).Expect(200);
        var gone = (await api.DeleteAsync($"{ApiClient.Pools}/first")).Expect(200);

        Assert.Equal(1, (int)made["metadata"]!["generation"]!);
        Assert.True((bool)made["spec"]!["autoAssign"]!, "the default of C-012");
        Assert.Equal(2, (int)changed["metadata"]!["generation"]!);
        Assert.Equal((string)made["metadata"]!["uid"]!, (string)gone["details"]!["uid"]!);
        Assert.Equal(404, (await api.GetAsync($"{ApiClient.Pools}/first")).Code);
    }

    [Theory]
    [InlineData("merge-patch+json", """{"data":{"value":"b"}}""")]
    [InlineData("strategic-merge-patch+json", """{"data":{"value":"b"}}""")]
    [InlineData("json-patch+json", """[{"op":"replace","path":"/data/value","value":"b"}]""")]
    public async Task Applies_every_kind_of_patch(string kind, string patch)
    {
        await using var api = await ApiClient.StartAsync();
        (await api.PostAsync("/api/v1/namespaces/default/configmaps", ApiClient.ConfigMap("c", "a"))).Expect(201);

        var patched = (await api.PatchAsync("/api/v1/namespaces/default/configmaps/c", kind, JsonNode.Parse(patch)!)).Expect(200);

        Assert.Equal("b", (string)patched["data"]!["value"]!);
    }

    [Fact]
    public async Task Applies_server_side_and_names_who_owns_a_disputed_field()
    {
        await using var api = await ApiClient.StartAsync();
        var path = "/api/v1/namespaces/default/configmaps/c";

        (await api.PatchAsync($"{path}?fieldManager=one", "apply-patch+yaml", ApiClient.ConfigMap("c", "a"))).Expect(201);
        var refused = await api.PatchAsync($"{path}?fieldManager=two", "apply-patch+yaml", ApiClient.ConfigMap("c", "b"));
        var forced = (await api.PatchAsync($"{path}?fieldManager=two&force=true", "apply-patch+yaml", ApiClient.ConfigMap("c", "b"))).Expect(200);

        Assert.Equal(409, refused.Code);
        Assert.Contains("\"one\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal("b", (string)forced["data"]!["value"]!);
    }

    [Fact]
    public async Task Writes_nothing_when_nothing_changes()
    {
        await using var api = await ApiClient.StartAsync();
        var made = await api.PostAsync(ApiClient.Services, ApiClient.Service("a"));
        made.Expect(201);

        // Invariant 10: no change, no new resourceVersion.
        var same = await api.PutAsync($"{ApiClient.Services}/a", made.Json);
        var patched = await api.PatchAsync($"{ApiClient.Services}/a", "merge-patch+json", new JsonObject());

        Assert.Equal(made.Version, same.Version);
        Assert.Equal(made.Version, patched.Version);
    }

    [Fact]
    public async Task Generates_names_and_keeps_nothing_of_a_dry_run()
    {
        await using var api = await ApiClient.StartAsync();
        var body = ApiClient.ConfigMap("", "x");
        body["metadata"] = new JsonObject { ["generateName"] = "l2-" };

        var generated = (await api.PostAsync("/api/v1/namespaces/default/configmaps", body)).Expect(201);
        (await api.PostAsync("/api/v1/namespaces/default/configmaps?dryRun=All", ApiClient.ConfigMap("dry", "x"))).Expect(201);

        Assert.Matches("^l2-[a-z0-9]{5}$", (string)generated["metadata"]!["name"]!);
        Assert.Equal(404, (await api.GetAsync("/api/v1/namespaces/default/configmaps/dry")).Code);
    }

    [Fact]
    public async Task Refuses_a_stale_write_with_the_words_of_a_real_server()
    {
        await using var api = await ApiClient.StartAsync();
        var first = (await api.PostAsync(ApiClient.Services, ApiClient.Service("a"))).Expect(201);
        (await api.PatchAsync($"{ApiClient.Services}/a", "merge-patch+json", JsonNode.Parse("""{"metadata":{"labels":{"x":"y"}}}""")!)).Expect(200);

        var stale = await api.PutAsync($"{ApiClient.Services}/a", first);

        Assert.Equal(409, stale.Code);
        Assert.Equal(
            "Operation cannot be fulfilled on services \"a\": the object has been modified; please apply your changes to the latest version and try again",
            stale.Message);
    }

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/nope/configmaps", 404, "namespaces \"nope\" not found")]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", 409, "configmaps \"c\" already exists")]
    [InlineData("PUT", "/api/v1/namespaces/default/configmaps/d", 400, "the name of the object (c) does not match the name on the URL (d)")]
    [InlineData("PUT", "/api/v1/namespaces/default/configmaps", 405, "the server does not allow this method on the requested resource")]
    public async Task Refuses_with_the_codes_of_a_real_server(string method, string path, int code, string message)
    {
        await using var api = await ApiClient.StartAsync();
        (await api.PostAsync("/api/v1/namespaces/default/configmaps", ApiClient.ConfigMap("c", "a"))).Expect(201);

        var refused = await api.SendAsync(new HttpMethod(method), path, ApiClient.ConfigMap("c", "a"));

        Assert.Equal(code, refused.Code);
        Assert.Equal(message, refused.Message);
    }

    [Fact]
    public async Task Refuses_media_types_it_does_not_read_or_write()
    {
        await using var api = await ApiClient.StartAsync();

        var body = await api.SendAsync(HttpMethod.Post, ApiClient.Services, JsonValue.Create("x"), "application/cbor");
        var answer = await api.GetAsync(ApiClient.Services, "application/vnd.kubernetes.protobuf");
        var either = await api.GetAsync(ApiClient.Services, "application/vnd.kubernetes.protobuf,application/json");

        Assert.Equal((415, 406, 200), (body.Code, answer.Code, either.Code));
    }

    [Fact]
    public async Task Warns_of_unknown_fields_or_refuses_them_when_asked_to_be_strict()
    {
        await using var api = await ApiClient.StartAsync();
        var odd = ApiClient.Pool("odd", "10.0.0.0/24");
        odd["spec"]!["colour"] = "red";

        var strict = await api.PostAsync($"{ApiClient.Pools}?fieldValidation=Strict", odd);
        var lenient = await api.PostAsync(ApiClient.Pools, odd);

        Assert.Equal(400, strict.Code);
        Assert.Contains("unknown field \"spec.colour\"", strict.Message, StringComparison.Ordinal);
        Assert.Contains("spec.colour", lenient.Warnings, StringComparison.Ordinal);
        Assert.Null(lenient.Expect(201)["spec"]!["colour"]);
    }

    [Fact]
    public async Task Keeps_status_and_spec_apart()
    {
        await using var api = await ApiClient.StartAsync();
        (await api.PostAsync(ApiClient.Services, ApiClient.Service("a", JsonNode.Parse("""{"type":"LoadBalancer","ports":[{"port":80}]}""")!.AsObject()))).Expect(201);

        // O-105, S-020: annotation changes ride on the status write of a Service; its spec does not.
        var status = (await api.PatchAsync($"{ApiClient.Services}/a/status", "merge-patch+json", JsonNode.Parse(
            """{"metadata":{"annotations":{"metallb.io/ip-allocated-from-pool":"p"}},"spec":{"type":"ClusterIP"},"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}}""")!)).Expect(200);
        var spec = (await api.PatchAsync($"{ApiClient.Services}/a", "merge-patch+json", JsonNode.Parse("""{"status":{"loadBalancer":{"ingress":[]}}}""")!)).Expect(200);

        Assert.Equal("p", (string)status["metadata"]!["annotations"]!["metallb.io/ip-allocated-from-pool"]!);
        Assert.Equal("LoadBalancer", (string)status["spec"]!["type"]!);
        Assert.Equal("10.0.0.1", (string)spec["status"]!["loadBalancer"]!["ingress"]![0]!["ip"]!);
        Assert.Equal("VIP", (string)spec["status"]!["loadBalancer"]!["ingress"]![0]!["ipMode"]!);
    }

    [Fact]
    public async Task Reads_yaml_and_the_protobuf_form_that_kubectl_create_sends()
    {
        await using var api = await ApiClient.StartAsync();
        // runtime.Unknown{typeMeta{v1, Namespace}, raw Namespace{metadata{name "proto"}}}, as kubectl 1.32 sends it.
        byte[] envelope = [.. "k8s\0"u8, 0x0a, 15, 0x0a, 2, .. "v1"u8, 0x12, 9, .. "Namespace"u8, 0x12, 9, 0x0a, 7, 0x0a, 5, .. "proto"u8];
        using var http = new HttpClient { BaseAddress = api.Server.Address };
        using var content = new ByteArrayContent(envelope);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/vnd.kubernetes.protobuf");

        using var made = await http.PostAsync(new Uri("/api/v1/namespaces", UriKind.Relative), content);
        var yaml = await api.SendAsync(HttpMethod.Post, "/api/v1/namespaces", JsonValue.Create("apiVersion: v1\nkind: Namespace\nmetadata: {name: yaml}\n"), "application/yaml");

        Assert.Equal(201, (int)made.StatusCode);
        yaml.Expect(201);
        (await api.GetAsync("/api/v1/namespaces/proto")).Expect(200);
    }
}
