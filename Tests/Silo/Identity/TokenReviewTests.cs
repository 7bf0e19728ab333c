using System.Collections.Concurrent;
using System.Text;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.ApiServer.Security;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Identity;

/// <summary>Which node a ServiceAccount token proves, as the API server says.</summary>
public sealed class TokenReviewTests : IAsyncLifetime
{
    private const string Audience = "metalorleans-silo";
    private const string Agents = "metallb-system:speaker";

    private readonly ManualTimeProvider _time = new();
    private readonly FaultPlan _faults = new();
    private readonly ConcurrentDictionary<string, ServiceAccountToken> _tokens = new(StringComparer.Ordinal);
    private EmbeddedApiServer _server = null!;
    private KubernetesClient _client = null!;
    private TokenReviewAuthenticator _authenticator = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions { Listen = [], AccountTokens = _tokens, Faults = _faults }, default);
        _client = new KubernetesClient(new KubernetesClientOptions { Server = new Uri("http://in-process"), Transport = _server.CreateHandler() });
        _authenticator = new TokenReviewAuthenticator(
            _client, new TokenReviewOptions { Accounts = [TokenReviewOptions.AccountOf("metallb-system", "speaker")] }, _time);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_token_proves_the_node_that_it_is_bound_to()
    {
        _tokens["good"] = new ServiceAccountToken(Agents, [Audience]) { Node = "node1", Pod = ("speaker-x", "1") };

        Assert.Equal("node1", (await ProveAsync("good")).Node);
    }

    [Fact]
    public async Task A_token_that_names_its_pod_only_proves_the_pods_node_while_the_pod_is_the_same()
    {
        using var http = _server.CreateClient();
        using var content = new StringContent(
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "speaker-x"},
             "spec": {"nodeName": "node2", "containers": [{"name": "speaker", "image": "speaker"}]}}
            """,
            Encoding.UTF8,
            "application/json");
        using var answer = await http.PostAsync(new Uri("/api/v1/namespaces/metallb-system/pods", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        var pod = await _client.GetAsync<Pod>(new ObjectKey("metallb-system", "speaker-x"), default);
        _tokens["good"] = new ServiceAccountToken(Agents, [Audience]) { Pod = ("speaker-x", pod.Metadata.Uid!) };
        _tokens["of another pod of that name"] = new ServiceAccountToken(Agents, [Audience]) { Pod = ("speaker-x", "other") };

        Assert.Equal("node2", (await ProveAsync("good")).Node);
        Assert.Equal(AgentRefusalReason.UnboundToken, (await ProveAsync("of another pod of that name")).Reason);
    }

    [Fact]
    public async Task Each_refusal_has_its_reason()
    {
        _tokens["for the API server"] = new ServiceAccountToken(Agents, ["https://kubernetes.default.svc"]) { Node = "node1" };
        _tokens["of somebody"] = new ServiceAccountToken("default:somebody", [Audience]) { Node = "node1" };
        _tokens["bound to nothing"] = new ServiceAccountToken(Agents, [Audience]);
        _tokens["expired"] = new ServiceAccountToken(Agents, [Audience]) { Node = "node1", ExpiresAt = DateTimeOffset.UnixEpoch };

        Assert.Equal(AgentRefusalReason.InvalidToken, (await ProveAsync("made up")).Reason);
        Assert.Equal(AgentRefusalReason.InvalidToken, (await ProveAsync("for the API server")).Reason);
        Assert.Equal(AgentRefusalReason.InvalidToken, (await ProveAsync("expired")).Reason);
        Assert.Equal(AgentRefusalReason.UnboundToken, (await ProveAsync("bound to nothing")).Reason);
        var foreign = await ProveAsync("of somebody");
        Assert.Equal(AgentRefusalReason.ForeignAccount, foreign.Reason);
        Assert.Contains("system:serviceaccount:default:somebody", foreign.Explanation, StringComparison.Ordinal);
        Assert.Contains("--agent-service-account", foreign.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_token_proves_nothing_any_more()
    {
        _tokens["good"] = new ServiceAccountToken(Agents, [Audience]) { Node = "node1" };
        await ProveAsync("good");
        _tokens.Clear();

        Assert.Equal(AgentRefusalReason.InvalidToken, (await ProveAsync("good")).Reason);
        // Nor does it once the API server cannot be asked.
        _faults.Add(new Fault { Resource = "tokenreviews", Status = 500 });
        Assert.Equal(AgentRefusalReason.ReviewFailed, (await ProveAsync("good")).Reason);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_proven_token_is_good_for_five_minutes_while_the_API_server_cannot_be_asked(int status)
    {
        _tokens["good"] = new ServiceAccountToken(Agents, [Audience]) { Node = "node1" };
        _tokens["never seen"] = new ServiceAccountToken(Agents, [Audience]) { Node = "node2" };
        await ProveAsync("good");
        _faults.Add(new Fault { Resource = "tokenreviews", Status = status, Count = 0 });

        Assert.Equal(AgentRefusalReason.ReviewFailed, (await ProveAsync("never seen")).Reason);
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("node1", (await ProveAsync("good")).Node);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(AgentRefusalReason.ReviewFailed, (await ProveAsync("good")).Reason);
        _faults.Clear();
        Assert.Equal("node1", (await ProveAsync("good")).Node);
    }

    [Fact]
    public async Task A_silo_that_may_not_review_tokens_says_what_it_lacks()
    {
        _faults.Add(new Fault { Resource = "tokenreviews", Status = 403 });

        var proof = await ProveAsync("any");

        Assert.Equal(AgentRefusalReason.ReviewFailed, proof.Reason);
        Assert.Contains("create on tokenreviews", proof.Explanation, StringComparison.Ordinal);
    }

    private ValueTask<AgentProof> ProveAsync(string token) => _authenticator.ProveAsync(token, default);
}
