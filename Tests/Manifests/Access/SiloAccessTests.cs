using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.ApiServer.Security;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Manifests.Access;

/// <summary>
/// O-100 to O-105: a silo works against an API server that grants what the plain manifests' roles grant. Nothing it asks for may be
/// refused, and everything granted must have been asked for.
/// </summary>
public sealed class SiloAccessTests : IAsyncLifetime
{
    private const string Here = "metallb-system";

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private readonly ConcurrentDictionary<string, ServiceAccountToken> _tokens = new(StringComparer.Ordinal);
    private readonly FaultPlan _faults = new();
    private readonly AccessRules _rules = AccessRules.For("controller", ManifestTree.Default);
    private EmbeddedApiServer _server = null!;
    private HttpClient _people = null!;
    private KubernetesClient _client = null!;
    private AuthorizingProxy _proxy = null!;
    private StandaloneSilo _silo = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [], AccountTokens = _tokens, Faults = _faults }, default);
        _people = _server.CreateClient();
        _client = new KubernetesClient(new KubernetesClientOptions
        {
            Server = new Uri("http://in-process"),
            Transport = _server.CreateHandler(),
        });
        await CreateAsync("/api/v1/nodes", """{"metadata":{"name":"node1"}}""");
        await CreateAsync("/api/v1/nodes", """{"metadata":{"name":"node2"}}""");
        await ConfigureAsync();
        await InstallAsync();
        // Another silo was faster with the certificates: they are read again.
        _faults.Add(new Fault { Verb = "update", Resource = "secrets", Status = 409 });
        var port = LoopbackPorts.Next();
        _proxy = await AuthorizingProxy.StartAsync(port, _server.CreateHandler(), _rules);
        _silo = await StandaloneSilo.StartAsync(
            _directory,
            logLevel: LogLevel.None,
            kubeConfig: await WriteKubeConfigAsync(port),
            areWebhooksEnabled: true,
            configure: options => options with
            {
                // As in a pod.
                Identity = new IdentityOptions
                {
                    IsInSecret = true,
                    AreTokensReviewed = true,
                    Reviews = new TokenReviewOptions { Accounts = [TokenReviewOptions.AccountOf(Here, "speaker")] },
                },
                // The test's agent does not beat.
                Gateway = options.Gateway with { HeartbeatInterval = TimeSpan.FromMinutes(1) },
            });
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _proxy.DisposeAsync();
        _people.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    [Trait("Ref", "O-100")]
    [Trait("Ref", "O-105")]
    public async Task The_silo_is_refused_nothing_and_needs_every_rule()
    {
        Assert.NotEmpty(_rules.Grants);
        var agent = await JoinAsync();
        await CreateServiceAsync("other", "{}");
        await CreateServiceAsync("web", "{}");
        var obeying = ObeyAsync(agent);
        var session = new ObservedState();
        session.BgpSessions.Add(new BgpSessionState { Name = "router", State = BgpState.Established });
        await agent.SayAsync(new AgentMessage { ObservedState = session });
        await _rules.UsedAsync(grant => grant.Resource is "servicel2statuses/status" or "servicebgpstatuses/status" or "bgpsessionstates/status")
            .WithinAsync("announcing", "the silo", "statuses", Unused);
        // Somebody gives a Service another address: the silo makes sure that what it read is the newest before it frees the former one.
        await AssertAllocatedAsync("other");
        await SendAsync(
            HttpMethod.Patch,
            "/api/v1/namespaces/default/services/other/status",
            """{"status":{"loadBalancer":{"ingress":[{"ip":"192.168.1.249","ipMode":"VIP"}]}}}""",
            "application/merge-patch+json");
        // Nobody announces any more, the session and one node are gone, and one event is told twice.
        await SendAsync(HttpMethod.Delete, "/api/v1/namespaces/default/services/web", null);
        await SendAsync(HttpMethod.Delete, "/api/v1/nodes/node2", null);
        await SendAsync(HttpMethod.Delete, $"/apis/metallb.io/v1beta2/namespaces/{Here}/bgppeers/router", null);
        var removed = new ObservedState();
        removed.BgpSessionsRemoved.Add("router");
        await agent.SayAsync(new AgentMessage { ObservedState = removed });
        await RepeatAnEventAsync();

        await _rules.UsedAsync(_ => true).WithinAsync("working", "the silo", "a call for every rule", Unused);
        Assert.Empty(_rules.Refused);
        await agent.DisposeAsync();
        await obeying;
    }

    /// <summary>Acknowledges whatever the agent is ordered, until its connection ends.</summary>
    private static async Task ObeyAsync(RawAgent agent)
    {
        try
        {
            while (true)
            {
                var order = await agent.HearAsync(SiloMessage.BodyOneofCase.Difference);
                await agent.AcknowledgeAsync(order.Difference.ToVersion);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
            // The test is done with this agent.
        }
    }

    private string Unused() => "not asked for: " + string.Join("; ", _rules.Unused);

    /// <summary>What the silo fills, and what it asks the API server to call: as the manifests bring them.</summary>
    private async Task InstallAsync()
    {
        var objects = ManifestTree.Default;
        await CreateAsync($"/api/v1/namespaces/{Here}/secrets", objects.The("Secret", "metallb-webhook-cert").Body.ToJsonString());
        await CreateAsync($"/api/v1/namespaces/{Here}/configmaps", objects.The("ConfigMap", "metalorleans-ca").Body.ToJsonString());
        var webhooks = objects.The("ValidatingWebhookConfiguration", "metallb-webhook-configuration").Body;
        foreach (var webhook in webhooks["webhooks"]!.AsArray())
        {
            // Nothing leads from this server to the silo.
            webhook!["failurePolicy"] = "Ignore";
        }

        await CreateAsync("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", webhooks.ToJsonString());
        // MetalLB's own definition of BGPPeer has a webhook convert it; ours needs none.
        await SendAsync(
            HttpMethod.Patch,
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/bgppeers.metallb.io",
            """{"spec":{"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"service":{"name":"metallb-webhook-service","namespace":"metallb-system","path":"/convert"}}}}}}""",
            "application/merge-patch+json");
        await CreateAsync(
            $"/api/v1/namespaces/{Here}/pods",
            """{"metadata":{"name":"speaker-1","labels":{"component":"speaker"}},"spec":{"nodeName":"node1","containers":[{"name":"speaker","image":"none"}]}}""");
        var pod = await _client.GetAsync<Pod>(new ObjectKey(Here, "speaker-1"), default);
        // As Kubernetes before 1.30 makes them: bound to the pod, which names the node.
        _tokens["token of the agent"] = new ServiceAccountToken($"{Here}:speaker", ["metalorleans-silo"]) { Pod = ("speaker-1", pod.Metadata.Uid!) };
    }

    private async Task<RawAgent> JoinAsync()
    {
        var authority = await _client.WaitForAsync<ConfigMap>(
            Here, "metalorleans-ca", "the authority", found => found.Data?.ContainsKey("ca.crt") == true);
        var agent = await RawAgent.ConnectAsync(_silo.Options, "token of the agent", authority.Data!["ca.crt"]);
        await agent.SayHelloAsync("node1");
        await agent.HearAsync(SiloMessage.BodyOneofCase.Welcome);
        return agent;
    }

    private async Task RepeatAnEventAsync()
    {
        // No pool has either: the first one's refusal comes back.
        await CreateServiceAsync("elsewhere", """{"metallb.io/loadBalancerIPs":"10.9.9.9"}""");
        await AssertRefusedAsync("10.9.9.9", 1);
        await AskForAsync("10.9.9.8");
        await AssertRefusedAsync("10.9.9.8", 1);
        await AskForAsync("10.9.9.9");
        await AssertRefusedAsync("10.9.9.9", 2);
    }

    private Task AskForAsync(string address) => SendAsync(
        HttpMethod.Patch,
        "/api/v1/namespaces/default/services/elsewhere",
        $$$$"""{"metadata":{"annotations":{"metallb.io/loadBalancerIPs":"{{{{address}}}}"}}}""",
        "application/merge-patch+json");

    private Task AssertRefusedAsync(string address, int times) => _client.WaitForAsync<Event>(
        $"{times} refusals of {address}",
        events => events.Any(told => told.Message?.Contains(address, StringComparison.Ordinal) == true && told.Count == times));

    private Task AssertAllocatedAsync(string service) => _client.WaitForAsync<Service>(
        $"an address of {service}",
        services => services.Any(found => found.Metadata.Name == service && found.Status?.LoadBalancer?.Ingress is { Count: > 0 }));

    private async Task ConfigureAsync()
    {
        await CreateCustomAsync("metallb.io/v1beta1", "ipaddresspools", "IPAddressPool", "pool", """{"addresses":["192.168.1.240-192.168.1.250"]}""");
        await CreateCustomAsync("metallb.io/v1beta1", "l2advertisements", "L2Advertisement", "all", "{}");
        await CreateCustomAsync("metallb.io/v1beta1", "bfdprofiles", "BFDProfile", "fast", """{"receiveInterval":300}""");
        await CreateCustomAsync("metallb.io/v1beta1", "communities", "Community", "names", """{"communities":[{"name":"a","value":"64512:1"}]}""");
        await CreateCustomAsync("metallb.io/v1beta2", "bgppeers", "BGPPeer", "router", """{"myASN":64512,"peerASN":64513,"peerAddress":"192.168.1.1"}""");
        await CreateCustomAsync("metallb.io/v1beta1", "bgpadvertisements", "BGPAdvertisement", "routes", "{}");
        await CreateCustomAsync("metalorleans.io/v1alpha1", "poolpolicies", "PoolPolicy", "policy", """{"pool":"pool"}""");
        await CreateCustomAsync(
            "metalorleans.io/v1alpha1", "ipreservations", "IPReservation", "kept", """{"pool":"pool","addresses":["192.168.1.250"],"owner":{"service":{"namespace":"default","name":"later"}}}""");
    }

    private async Task CreateServiceAsync(string name, string annotations)
    {
        await CreateAsync(
            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
            $$$"""{"metadata":{"name":"{{{name}}}-1","labels":{"kubernetes.io/service-name":"{{{name}}}"}},"addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"],"nodeName":"node1"}],"ports":[]}""");
        await CreateAsync(
            "/api/v1/namespaces/default/services",
            $$$"""{"metadata":{"name":"{{{name}}}","annotations":{{{annotations}}}},"spec":{"type":"LoadBalancer","ports":[{"port":80}]}}""");
    }

    private Task CreateCustomAsync(string version, string plural, string kind, string name, string spec) => CreateAsync(
        $"/apis/{version}/namespaces/{Here}/{plural}",
        $$$"""{"apiVersion":"{{{version}}}","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}"},"spec":{{{spec}}}}""");

    private Task CreateAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    private async Task SendAsync(HttpMethod method, string path, string? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, type),
        };
        using var response = await _people.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, $"{method} {path}: {answer}");
    }

    private async Task<string> WriteKubeConfigAsync(int port)
    {
        var path = Path.Combine(_directory, "kubeconfig");
        await File.WriteAllTextAsync(
            path,
            $$$"""
            apiVersion: v1
            kind: Config
            current-context: it
            clusters:
              - {name: it, cluster: {server: "http://127.0.0.1:{{{port}}}" } }
            users: [{name: it, user: {}}]
            contexts: [{name: it, context: {cluster: it, user: it, namespace: {{{Here}}} } }]
            """);
        return path;
    }
}
