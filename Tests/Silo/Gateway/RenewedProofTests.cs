using System.Collections.Concurrent;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.ApiServer.Security;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging;
using Body = MetalOrleans.Agent.Contracts.SiloMessage.BodyOneofCase;

namespace MetalOrleans.Tests.Silo.Gateway;

/// <summary>An agent that is connected proves its node again and again: its token may be revoked, or end, meanwhile.</summary>
public sealed class RenewedProofTests : IAsyncLifetime
{
    private const string Account = "metallb-system:speaker";
    private const string Audience = "metalorleans-silo";

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private readonly ConcurrentDictionary<string, ServiceAccountToken> _tokens = new(StringComparer.Ordinal);
    private readonly FaultPlan _faults = new();
    private readonly RecordedLog _log = new();
    private EmbeddedApiServer _server = null!;
    private StandaloneSilo _silo = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions
            {
                UseHttps = true,
                Tokens = new Dictionary<string, string>(StringComparer.Ordinal) { ["admin-token"] = "admin" },
                AccountTokens = _tokens,
                Faults = _faults,
            },
            default);
        var kubeConfig = Path.Combine(_directory, "kubeconfig");
        _server.WriteKubeConfig(kubeConfig);
        _silo = await StandaloneSilo.StartAsync(
            _directory,
            kubeConfig: kubeConfig,
            logLevel: LogLevel.Information,
            log: _log,
            configure: options => options with
            {
                Lease = new LeaseOptions { Identity = "a" },
                Gateway = options.Gateway with
                {
                    ProofInterval = TimeSpan.FromMilliseconds(100),
                    ProofTimeout = TimeSpan.FromMilliseconds(300),
                },
                Identity = new IdentityOptions
                {
                    AreTokensReviewed = true,
                    Reviews = new TokenReviewOptions { Accounts = ["system:serviceaccount:" + Account] },
                },
            });
        _tokens["first"] = new ServiceAccountToken(Account, [Audience]) { Node = "node1" };
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _server.DisposeAsync();
        await _log.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_token_that_was_revoked_ends_the_connection_and_is_explained_counted_and_logged_once()
    {
        await using var agent = await JoinAsync("first");
        await ShowAsync(agent, "first");
        _tokens.Clear();

        var refusal = (await agent.HearAsync(Body.Refusal)).Refusal;

        Assert.Equal(Refusal.Types.Reason.Token, refusal.Reason);
        Assert.Contains("does not take the token for audience 'metalorleans-silo'", refusal.Message, StringComparison.Ordinal);
        await _log.WaitForAsync("Agent of node node1 left", "its token no longer proves its node (InvalidToken)");
        Assert.Single(_log.With("\"warn\"", "Agent of node node1 was refused (InvalidToken)"));
        Assert.Equal(1, await RefusalsAsync("InvalidToken"));
    }

    [Fact]
    public async Task A_token_that_the_kubelet_renewed_is_shown_on_the_same_connection()
    {
        await using var agent = await JoinAsync("first");
        _tokens["second"] = new ServiceAccountToken(Account, [Audience]) { Node = "node1" };
        await ShowAsync(agent, "second");
        // The next question comes after the answer to this one was judged: from here on the first token is not looked at.
        await agent.HearAsync(Body.ProofRequest);
        _tokens.TryRemove("first", out _);

        for (var time = 0; time < 3; time++)
        {
            await ShowAsync(agent, "second");
        }

        Assert.Empty(_log.With("was refused"));
        Assert.Empty(_log.With("Agent of node node1 left"));
    }

    [Fact]
    public async Task An_agent_that_never_answers_is_judged_by_the_token_it_connected_with()
    {
        await using var agent = await JoinAsync("first");
        for (var time = 0; time < 3; time++)
        {
            await agent.HearAsync(Body.ProofRequest);
        }

        _tokens["first"] = _tokens["first"] with { ExpiresAt = DateTimeOffset.UnixEpoch };

        Assert.Contains("has expired", (await agent.HearAsync(Body.Refusal)).Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_of_another_node_ends_the_connection()
    {
        await using var agent = await JoinAsync("first");
        _tokens["of another"] = new ServiceAccountToken(Account, [Audience]) { Node = "node2" };

        await ShowAsync(agent, "of another");

        Assert.Contains("'node2'", (await agent.HearAsync(Body.Refusal)).Refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await RefusalsAsync("ForeignNode"));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    public async Task An_API_server_that_cannot_be_asked_ends_no_connection(int status)
    {
        await using var agent = await JoinAsync("first");
        _faults.Add(new Fault { Resource = "tokenreviews", Status = status, Count = 0 });
        _tokens["never reviewed"] = new ServiceAccountToken(Account, [Audience]) { Node = "node1" };

        for (var time = 0; time < 3; time++)
        {
            await ShowAsync(agent, "never reviewed");
        }

        Assert.Empty(_log.With("was refused"));
        Assert.Empty(_log.With("Agent of node node1 left"));
    }

    private async Task<RawAgent> JoinAsync(string token)
    {
        var agent = await RawAgent.JoinWithAsync(_silo.Options, token, "node1");
        await agent.HearAsync(Body.Snapshot);
        return agent;
    }

    /// <summary>Waits for the silo's question and answers it.</summary>
    private static async Task ShowAsync(RawAgent agent, string token)
    {
        await agent.HearAsync(Body.ProofRequest);
        await agent.SayAsync(new AgentMessage { Proof = new Proof { Token = token } });
    }

    private async Task<int> RefusalsAsync(string reason)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri($"http://127.0.0.1:{_silo.Options.MetricsPort}/metrics"));
        var series = $"metalorleans_agent_refusals_total{{reason=\"{reason}\"}} ";
        return int.Parse(
            text.Split('\n').Single(line => line.StartsWith(series, StringComparison.Ordinal))[series.Length..],
            System.Globalization.CultureInfo.InvariantCulture);
    }
}
