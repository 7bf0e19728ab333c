using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.ApiServer;

public sealed class ServiceTests
{
    [Fact]
    public async Task Fills_in_what_a_real_server_fills_in()
    {
        await using var api = await ApiClient.StartAsync();

        var spec = (await api.PostAsync(ApiClient.Services, Make("""{"type":"LoadBalancer","ports":[{"port":80}]}"""))).Expect(201)["spec"]!;

        Assert.Equal("Cluster", (string)spec["externalTrafficPolicy"]!);
        Assert.Equal("Cluster", (string)spec["internalTrafficPolicy"]!);
        Assert.Equal("None", (string)spec["sessionAffinity"]!);
        Assert.Equal("SingleStack", (string)spec["ipFamilyPolicy"]!);
        Assert.True((bool)spec["allocateLoadBalancerNodePorts"]!);
        Assert.StartsWith("10.", (string)spec["clusterIP"]!, StringComparison.Ordinal);
        Assert.InRange((int)spec["ports"]![0]!["nodePort"]!, 30000, 32767);
        Assert.Equal(80, (int)spec["ports"]![0]!["targetPort"]!);
    }

    [Theory]
    [InlineData("""{"type":"ClusterIP","ipFamilyPolicy":"PreferDualStack","ports":[{"port":80}]}""", 2)]
    [InlineData("""{"type":"ClusterIP","clusterIP":"None","ports":[{"port":80}],"selector":{"a":"b"}}""", 1)]
    [InlineData("""{"type":"ClusterIP","ipFamilies":["IPv6"],"ports":[{"port":80}]}""", 1)]
    public async Task Gives_an_address_for_every_family(string spec, int addresses)
    {
        await using var api = await ApiClient.StartAsync();

        var made = (await api.PostAsync(ApiClient.Services, Make(spec))).Expect(201)["spec"]!;

        Assert.Equal(addresses, made["clusterIPs"]!.AsArray().Count);
        Assert.Equal((string)made["clusterIP"]!, (string)made["clusterIPs"]![0]!);
    }

    [Theory]
    [InlineData("""{"type":"LoadBalancer"}""", "spec.ports: Required value")]
    [InlineData("""{"ports":[{"port":0}]}""", "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive")]
    [InlineData("""{"ports":[{"port":80},{"port":81}]}""", "spec.ports[0].name: Required value")]
    [InlineData("""{"type":"Cloud","ports":[{"port":80}]}""", "spec.type: Unsupported value: \"Cloud\"")]
    [InlineData("""{"type":"NodePort","ports":[{"port":80,"nodePort":80}]}""", "provided port is not in the valid range. The range of valid ports is 30000-32767")]
    [InlineData("""{"clusterIP":"10.96.0.1","ports":[{"port":80}]}""", "failed to allocate IP 10.96.0.1: provided IP is already allocated")]
    [InlineData("""{"loadBalancerClass":"a/b","ports":[{"port":80}]}""", "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'")]
    public async Task Refuses_the_common_mistakes(string spec, string message)
    {
        await using var api = await ApiClient.StartAsync();

        var refused = await api.PostAsync(ApiClient.Services, Make(spec));

        Assert.Equal(422, refused.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ref", "X-410")]
    public async Task Refuses_a_health_check_port_without_the_local_policy()
    {
        await using var api = await ApiClient.StartAsync();

        var refused = await api.PostAsync(ApiClient.Services, Make("""{"type":"LoadBalancer","healthCheckNodePort":8080,"ports":[{"port":80}]}"""));

        Assert.Equal(422, refused.Code);
        Assert.Contains("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ref", "X-412")]
    public async Task Gives_node_ports_back_when_a_service_goes_or_its_creation_fails()
    {
        await using var api = await ApiClient.StartAsync();
        const string Spec = """{"type":"LoadBalancer","ports":[{"name":"http","port":80,"nodePort":30080},{"name":"https","port":443,"nodePort":30443}]}""";

        (await api.PostAsync(ApiClient.Services, Make(Spec))).Expect(201);
        var taken = await api.PostAsync(ApiClient.Services, Make(Spec, "b"));
        (await api.DeleteAsync($"{ApiClient.Services}/a")).Expect(200);
        var again = await api.PostAsync(ApiClient.Services, Make(Spec, "b"));

        Assert.Contains("provided port is already allocated", taken.Message, StringComparison.Ordinal);
        again.Expect(201);
    }

    [Fact]
    public async Task Keeps_allocated_values_across_an_update_that_leaves_them_out()
    {
        await using var api = await ApiClient.StartAsync();
        const string Spec = """{"type":"LoadBalancer","ports":[{"port":80}]}""";
        var made = (await api.PostAsync(ApiClient.Services, Make(Spec))).Expect(201)["spec"]!;

        var kept = (await api.PutAsync($"{ApiClient.Services}/a", Make(Spec))).Expect(200)["spec"]!;
        var lowered = (await api.PatchAsync($"{ApiClient.Services}/a", "merge-patch+json", JsonNode.Parse("""{"spec":{"type":"ClusterIP"}}""")!)).Expect(200)["spec"]!;
        var moved = await api.PatchAsync($"{ApiClient.Services}/a", "merge-patch+json", JsonNode.Parse("""{"spec":{"clusterIP":"10.96.9.9","clusterIPs":["10.96.9.9"]}}""")!);

        Assert.Equal((string)made["clusterIP"]!, (string)kept["clusterIP"]!);
        Assert.Equal((int)made["ports"]![0]!["nodePort"]!, (int)kept["ports"]![0]!["nodePort"]!);
        Assert.Null(lowered["ports"]![0]!["nodePort"]);
        Assert.Null(lowered["allocateLoadBalancerNodePorts"]);
        Assert.Contains("may not change once set", moved.Message, StringComparison.Ordinal);
    }

    private static JsonObject Make(string spec, string name = "a") => ApiClient.Service(name, JsonNode.Parse(spec)!.AsObject());
}
