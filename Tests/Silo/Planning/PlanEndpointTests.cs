using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Planning;

/// <summary><c>POST /api/v1/plan</c> of a running silo.</summary>
public sealed class PlanEndpointTests : IAsyncLifetime
{
    private const string Yaml = "application/yaml";

    private readonly HttpClient _http = new();
    private StandaloneSilo _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await StandaloneSilo.StartAsync(StandaloneSilo.NewDirectory());
        await _silo.ServeAsync("web", "node1");
        await UntilAsync(async () => (await _silo.Client.GetAsync<Service>(new ObjectKey("default", "web"), default))
            .Status?.LoadBalancer?.Ingress is { Count: 1 });
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task Says_who_changes_address_when_a_pool_is_moved_and_changes_nothing()
    {
        var answer = await PlanAsync(
            """
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata:
              name: first-pool
              namespace: metallb-system
            spec:
              addresses: [192.168.1.100-192.168.1.101]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: api, namespace: default}
            spec:
              type: LoadBalancer
              ports: [{port: 80}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: third, namespace: default}
            spec: {type: LoadBalancer, ports: [{port: 80}]}
            """);

        var services = answer["services"]!.AsArray();
        Assert.Equal(
            ["api gain [] [\"192.168.1.101\"]", "third refused [] []", "web change [\"192.168.1.240\"] [\"192.168.1.100\"]"],
            services.Select(service => $"{service!["name"]} {service["outcome"]} {service["before"]!.ToJsonString()} {service["after"]!.ToJsonString()}"));
        Assert.Equal("AllocationFailed", services[1]!["reason"]!.GetValue<string>());
        Assert.Equal("ClearAssignment", services[2]!["reason"]!.GetValue<string>());
        Assert.Contains("not allowed by config", services[2]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("192.168.1.240", (await _silo.Client.GetAsync<Service>(new ObjectKey("default", "web"), default)).Status!.LoadBalancer!.Ingress![0].IP);
    }

    [Fact]
    public async Task Says_which_object_would_be_refused_and_that_the_others_keep_what_they_have() // Invariant 6
    {
        var answer = await PlanAsync(
            """
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: second, namespace: metallb-system}
            spec: {addresses: [192.168.1.250-192.168.1.255]}
            """);

        var refused = Assert.Single(answer["refusedObjects"]!.AsArray())!;
        Assert.Equal("second", refused["name"]!.GetValue<string>());
        Assert.Equal("spec.addresses[0]", refused["field"]!.GetValue<string>());
        Assert.Contains("overlaps with already defined CIDR", refused["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, answer["summary"]!["keep"]!.GetValue<int>());
    }

    [Fact]
    public async Task Deletions_stand_in_a_list_and_take_effect_in_their_order()
    {
        var answer = await PlanAsync(
            """{"apply": [], "delete": [{"kind": "Service", "name": "web"}, {"kind": "IPAddressPool", "name": "first-pool"}]}""", "application/json");

        var web = Assert.Single(answer["services"]!.AsArray())!;
        Assert.Equal("lose", web["outcome"]!.GetValue<string>());
        Assert.Equal("Deleted", web["reason"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("kind: IPAddressPool\nmetadata: {name: p}", "document 1 (IPAddressPool p): apiVersion: not metallb.io/v1beta1")]
    [InlineData("apiVersion: v1\nkind: Service", "document 1 (Service): metadata: missing")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {}", "document 1 (Service): metadata: name: missing")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: 7}", "document 1 (Service): metadata: name: not a text")]
    [InlineData("delete: [{kind: Service, name: nobody}]", "document 1.delete[0] (Service nobody): metadata.name: there is no such object")]
    [InlineData("apply: {}", "document 1.apply is not a list")]
    [InlineData("remove: []", "document 1: kind: missing")]
    [InlineData("apply: []\nremove: []", "document 1: remove: not a field of a plan")]
    [InlineData("just a text", "document 1 is not an object")]
    [InlineData("a: [", "neither YAML nor JSON")]
    [InlineData("", "names no object")]
    [InlineData(
        "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: p}\nspec: {addresses: 10.0.0.0/24}",
        "document 1 (IPAddressPool p): spec.addresses: ")]
    public async Task What_cannot_be_understood_is_refused_with_object_and_field(string body, string expected)
    {
        using var response = await PostAsync(body, Yaml);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_cannot_ask()
    {
        using var simple = await PostAsync("a: b", "text/plain");
        using var rebound = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new StringContent("a: b", Encoding.UTF8, Yaml) };
        rebound.Headers.Host = $"attacker.example:{_silo.Options.PlanPort}";
        using var elsewhere = await _http.SendAsync(rebound);

        Assert.Equal(HttpStatusCode.BadRequest, simple.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task No_port_that_the_network_reaches_answers_whatever_name_it_is_called_by()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{_silo.Options.HealthPort}/api/v1/plan")
        {
            Content = new StringContent("a: b", Encoding.UTF8, Yaml),
        };
        request.Headers.Host = $"localhost:{_silo.Options.PlanPort}";
        using var response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private Uri Address => new($"http://127.0.0.1:{_silo.Options.PlanPort}/api/v1/plan");

    private async Task<JsonNode> PlanAsync(string body, string type = Yaml)
    {
        using var response = await PostAsync(body, type);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await _http.PostAsync(Address, content);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TestTimeouts.Default);
        while (!await condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
