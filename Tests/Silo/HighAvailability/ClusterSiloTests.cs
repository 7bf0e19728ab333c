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
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.HighAvailability;

/// <summary>A silo as a cluster has it: TLS and tokens towards the API server, a lease, certificates in a Secret, reviewed tokens, webhooks.</summary>
public sealed class ClusterSiloTests : IAsyncLifetime
{
    private const string Namespace = "metallb-system";

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private readonly ConcurrentDictionary<string, ServiceAccountToken> _tokens = new(StringComparer.Ordinal);
    private readonly FaultPlan _faults = new();
    private readonly RecordedLog _log = new();
    private int _webhookPort;
    private EmbeddedApiServer _server = null!;
    private StandaloneSilo _silo = null!;
    private string _authority = "";

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions
            {
                UseHttps = true,
                Tokens = new Dictionary<string, string>(StringComparer.Ordinal) { ["admin-token"] = "admin" },
                AccountTokens = _tokens,
                Faults = _faults,
                WebhookServices = (@namespace, name, _) => (@namespace, name) == (Namespace, "metallb-webhook-service")
                    ? new Uri($"https://127.0.0.1:{_webhookPort}")
                    : null,
            },
            default);
        _server.WriteKubeConfig(KubeConfigPath);
        _silo = await StartAsync("a", isToLead: true);
        _webhookPort = _silo.Options.WebhookListen!.Port;
        _authority = (await _silo.Client.WaitForAsync<ConfigMap>(
            Namespace, "metalorleans-ca", "the authority", item => item.Data?.ContainsKey("ca.crt") == true)).Data!["ca.crt"];
        _tokens["of node1"] = new ServiceAccountToken("metallb-system:speaker", ["metalorleans-silo"]) { Node = "node1", Pod = ("p", "1") };
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _server.DisposeAsync();
        await _log.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private string KubeConfigPath => Path.Combine(_directory, "kubeconfig");

    [Fact]
    public async Task An_agent_with_a_token_of_its_node_is_served()
    {
        await using var agent = await ConnectAsync("of node1");
        await agent.SayHelloAsync("node1");

        await agent.HearAsync(SiloMessage.BodyOneofCase.Snapshot);
    }

    [Fact]
    public async Task A_forged_node_name_is_refused_logged_once_and_counted_each_time()
    {
        for (var time = 0; time < 2; time++)
        {
            await using var agent = await ConnectAsync("of node1");
            await agent.SayHelloAsync("node2");
            var refusal = (await agent.HearAsync(SiloMessage.BodyOneofCase.Refusal)).Refusal;
            Assert.Equal(Refusal.Types.Reason.NodeName, refusal.Reason);
            Assert.Contains("'node2'", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Contains("metalorleans_agent_refusals_total{reason=\"ForeignNode\"} 2", await MetricsAsync(_silo), StringComparison.Ordinal);
        Assert.Single(_log.With("\"warn\"", "Agent of node node1 was refused (ForeignNode)", "--node-name"));
    }

    [Fact]
    public async Task A_revoked_token_is_answered_401_with_the_reason_in_a_header()
    {
        _tokens.Clear();

        var failure = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync("of node1"));
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync("of node1"));

        Assert.Contains("401", failure.Message, StringComparison.Ordinal);
        Assert.Contains("metalorleans_agent_refusals_total{reason=\"InvalidToken\"} 2", await MetricsAsync(_silo), StringComparison.Ordinal);
        Assert.Single(_log.With("\"warn\"", "Agent from 127.0.0.1 was refused (InvalidToken)", "does not take the token"));
    }

    [Fact]
    [Trait("Invariant", "8")]
    public async Task The_authoritys_key_is_in_the_Secret_and_nowhere_else()
    {
        var secret = await _silo.Client.GetAsync<Secret>(new ObjectKey(Namespace, "metallb-webhook-cert"), default);

        Assert.Contains("PRIVATE KEY", Encoding.ASCII.GetString(secret.Data!["ca.key"]), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", _authority, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_directory, "pki")), "the silo wrote certificates into its directory");
    }

    // O-087, O-088, O-089: named in the manifests, called with the certificate that the silo made.
    [Fact]
    public async Task The_API_server_asks_the_webhooks_and_has_peers_converted()
    {
        await PostAsync("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", Webhooks("Fail"));
        await _silo.Client.PatchAsync<CustomResourceDefinition>(new ObjectKey("", "bgppeers.metallb.io"), Patch.Merge(
            """
            {"spec": {"conversion": {"strategy": "Webhook", "webhook": {"conversionReviewVersions": ["v1beta1", "v1"], "clientConfig":
              {"service": {"namespace": "metallb-system", "name": "metallb-webhook-service", "path": "/convert"}}}}}}
            """u8.ToArray()), default);
        await TrustedAsync();

        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => CreatePoolAsync("10.0.0.9-10.0.0.1"));
        await CreatePoolAsync("10.0.0.0/24");
        await PostAsync($"/apis/metallb.io/v1beta2/namespaces/{Namespace}/bgppeers",
            """{"apiVersion": "metallb.io/v1beta2", "kind": "BGPPeer", "metadata": {"name": "p"}, "spec": {"myASN": 64512, "peerASN": 64513, "peerAddress": "10.0.0.1"}}""");
        using var http = _server.CreateClient();
        var old = await http.GetStringAsync(new Uri($"/apis/metallb.io/v1beta1/namespaces/{Namespace}/bgppeers/p", UriKind.Relative));

        Assert.Contains(
            "admission webhook \"ipaddresspoolvalidationwebhook.metallb.io\" denied the request: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("\"apiVersion\":\"metallb.io/v1beta1\"", old, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Fail", false)]
    [InlineData("Ignore", true)]
    public async Task What_becomes_of_a_write_without_a_silo_is_the_failure_policys_choice(string policy, bool isTaken)
    {
        await PostAsync("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", Webhooks(policy));
        await TrustedAsync();
        await _silo.StopAsync();

        var failure = await Record.ExceptionAsync(() => CreatePoolAsync("10.0.0.0/24"));

        Assert.Equal(isTaken, failure is null);
        Assert.True(isTaken || failure!.Message.Contains("failed calling webhook", StringComparison.Ordinal), failure?.Message);
    }

    [Fact]
    public async Task A_second_silo_points_agents_to_the_first_and_serves_them_when_that_one_stops()
    {
        await using var second = await StartAsync("b", isToLead: false);
        await second.WaitUntilItSaysAsync("ok: standby, a leads\n");
        Assert.DoesNotContain("metallb_allocator", await MetricsAsync(second), StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => RawAgent.ConnectAsync(second.Options, "of node1", _authority));
        Assert.Contains("503", refusal.Message, StringComparison.Ordinal);
        await using var agent = await ConnectAsync("of node1");
        await agent.SayHelloAsync("node1");
        await agent.HearAsync(SiloMessage.BodyOneofCase.Snapshot);

        var said = agent.HearAsync(SiloMessage.BodyOneofCase.Refusal);
        Assert.Equal(0, await _silo.StopAsync());
        Assert.Equal(Refusal.Types.Reason.NotReady, (await said).Refusal.Reason);
        await second.WaitUntilLeadingAsync();

        await using var back = await RawAgent.ConnectAsync(second.Options, "of node1", _authority);
        await back.SayHelloAsync("node1");
        await back.HearAsync(SiloMessage.BodyOneofCase.Snapshot);
    }

    private async Task<StandaloneSilo> StartAsync(string name, bool isToLead) => await StandaloneSilo.StartAsync(
        _directory,
        kubeConfig: KubeConfigPath,
        areWebhooksEnabled: true,
        isToLead: isToLead,
        log: _log,
        configure: options => options with
        {
            Name = name,
            Lease = new LeaseOptions { Identity = name, AgentEndpoint = options.AgentListen.ToString() },
            Identity = new IdentityOptions
            {
                IsInSecret = true,
                AreTokensReviewed = true,
                Reviews = new TokenReviewOptions { Accounts = [TokenReviewOptions.AccountOf(Namespace, "speaker")] },
            },
        });

    private Task<RawAgent> ConnectAsync(string token) => RawAgent.ConnectAsync(_silo.Options, token, _authority);

    private async Task TrustedAsync() => await _silo.Client.WaitForAsync<ValidatingWebhookConfiguration>(
        "", "metallb-webhook-configuration", "the authority", item => item.Webhooks!.TrueForAll(webhook => webhook.ClientConfig?.CaBundle is not null));

    private Task CreatePoolAsync(string range) => _silo.Client.CreateAsync(
        new IPAddressPool { Metadata = new ObjectMeta { Name = "pool", Namespace = Namespace }, Spec = new IPAddressPoolSpec { Addresses = [range] } },
        default);

    private static async Task<string> MetricsAsync(StandaloneSilo silo)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://127.0.0.1:{silo.Options.MetricsPort}/metrics"));
    }

    private async Task PostAsync(string path, string json)
    {
        using var http = _server.CreateClient();
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
    }

    private static string Webhooks(string policy) =>
        $$$"""
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
         "metadata": {"name": "metallb-webhook-configuration"},
         "webhooks": [{"name": "ipaddresspoolvalidationwebhook.metallb.io", "admissionReviewVersions": ["v1"], "sideEffects": "None",
           "failurePolicy": "{{{policy}}}",
           "clientConfig": {"service": {"namespace": "metallb-system", "name": "metallb-webhook-service",
             "path": "/validate-metallb-io-v1beta1-ipaddresspool"}},
           "rules": [{"apiGroups": ["metallb.io"], "apiVersions": ["v1beta1"], "operations": ["CREATE", "UPDATE"],
             "resources": ["ipaddresspools"]}]}]}
        """;
}
