using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.ApiServer.Security;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Silo.Metrics;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Silo.Metrics;

/// <summary>O-061: who may read the metrics, as the API server says; each refusal is counted, and logged once.</summary>
public sealed class ScrapeGuardTests : IAsyncLifetime
{
    private const string Prometheus = "monitoring:prometheus";
    private const string Everywhere = "https://kubernetes.default.svc";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider _time = new();
    private readonly FaultPlan _faults = new();
    private readonly ConcurrentDictionary<string, ServiceAccountToken> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _allowed = new(StringComparer.Ordinal);
    private readonly RecordedLog _log = new();
    private EmbeddedApiServer _server = null!;
    private KubernetesClient _client = null!;
    private MetricsCollector _collector = null!;
    private ScrapeGuard _guard = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions
            {
                Listen = [],
                AccountTokens = _tokens,
                Faults = _faults,
                MayAccess = (user, path) => path == "/metrics" && _allowed.GetValueOrDefault(user),
            },
            default);
        _client = new KubernetesClient(new KubernetesClientOptions
        {
            Server = new Uri("http://in-process"),
            Transport = _server.CreateHandler(),
            Time = _time,
        });
        var meters = _services.GetRequiredService<IMeterFactory>();
        _collector = new MetricsCollector(meters);
        _guard = new ScrapeGuard(_client, meters, _time, _log.Loggers.CreateLogger<ScrapeGuard>());
        _tokens["of prometheus"] = new ServiceAccountToken(Prometheus, [Everywhere]);
    }

    public async Task DisposeAsync()
    {
        _collector.Dispose();
        _services.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_may_get_the_path_is_allowed_and_the_API_server_asked_once_a_minute()
    {
        _allowed["system:serviceaccount:" + Prometheus] = true;
        Assert.Equal(ScrapeVerdict.Allowed, await JudgeAsync("of prometheus"));

        _faults.Add(new Fault { Resource = "tokenreviews", Status = 500, Count = 0 });
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(ScrapeVerdict.Allowed, await JudgeAsync("of prometheus"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ScrapeVerdict.NotJudged, await JudgeAsync("of prometheus"));
    }

    [Fact]
    public async Task Each_refusal_has_its_verdict_its_line_once_and_its_count_each_time()
    {
        for (var scrape = 0; scrape < 3; scrape++)
        {
            Assert.Equal(ScrapeVerdict.NoToken, await _guard.JudgeAsync(null, default));
            Assert.Equal(ScrapeVerdict.NoToken, await _guard.JudgeAsync("Basic dXNlcjpwYXNz", default));
            Assert.Equal(ScrapeVerdict.UnknownToken, await JudgeAsync("made up"));
            Assert.Equal(ScrapeVerdict.Forbidden, await JudgeAsync("of prometheus"));
            // Past what is remembered of bad verdicts: the API server is asked again, and says the same.
            _time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Single(_log.With("\"warn\"", "it showed no token"));
        Assert.Single(_log.With("\"warn\"", "the API server does not know its token"));
        Assert.Single(_log.With("\"warn\"", "system:serviceaccount:" + Prometheus + " may not get /metrics", "nonResourceURLs"));
        Assert.Equal(3, _log.Lines.Length);
        Assert.Equal<string>(
            [
                "metalorleans_scrape_refusals_total{reason=\"Forbidden\"} 3",
                "metalorleans_scrape_refusals_total{reason=\"NoToken\"} 6",
                "metalorleans_scrape_refusals_total{reason=\"UnknownToken\"} 3",
            ],
            Counted());
    }

    [Fact]
    public async Task A_refusal_is_logged_again_after_the_token_was_allowed()
    {
        await JudgeAsync("of prometheus");
        _allowed["system:serviceaccount:" + Prometheus] = true;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(ScrapeVerdict.Allowed, await JudgeAsync("of prometheus"));
        _allowed.Clear();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ScrapeVerdict.Forbidden, await JudgeAsync("of prometheus"));

        Assert.Equal(2, _log.With("may not get /metrics").Length);
    }

    [Theory]
    [InlineData("tokenreviews")]
    [InlineData("subjectaccessreviews")]
    public async Task An_API_server_that_cannot_be_asked_judges_nobody_until_it_can(string resource)
    {
        _allowed["system:serviceaccount:" + Prometheus] = true;
        _faults.Add(new Fault { Resource = resource, DropConnection = true, Count = 2 });

        Assert.Equal(ScrapeVerdict.NotJudged, await JudgeAsync("of prometheus"));
        Assert.Equal(ScrapeVerdict.NotJudged, await JudgeAsync("of prometheus"));
        Assert.Equal(ScrapeVerdict.Allowed, await JudgeAsync("of prometheus"));

        Assert.Single(_log.With("\"warn\"", "nobody could judge its token: the API server could not be asked"));
        Assert.Equal<string>(["metalorleans_scrape_refusals_total{reason=\"NotJudged\"} 2"], Counted());
    }

    [Fact]
    public async Task A_silo_that_may_not_ask_says_what_it_lacks()
    {
        _faults.Add(new Fault { Resource = "subjectaccessreviews", Status = 403 });

        Assert.Equal(ScrapeVerdict.NotJudged, await JudgeAsync("of prometheus"));

        Assert.Single(_log.With("the silo needs create on tokenreviews and subjectaccessreviews"));
    }

    [Fact]
    public async Task An_API_server_that_says_nothing_is_waited_for_five_seconds()
    {
        _faults.Add(new Fault { Resource = "tokenreviews", Delay = TimeSpan.FromMinutes(10) });

        var judging = JudgeAsync("of prometheus");
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ScrapeVerdict.NotJudged, await judging.WithinAsync("judging", "the guard", "its verdict"));
        Assert.Single(_log.With("the API server did not answer within 5 s"));
    }

    [Fact]
    [Trait("Invariant", "8")]
    public async Task No_line_holds_a_token()
    {
        await JudgeAsync("of prometheus");
        await JudgeAsync("made up");

        Assert.Empty(_log.With("of prometheus"));
        Assert.Empty(_log.With("made up"));
    }

    private Task<ScrapeVerdict> JudgeAsync(string token) => _guard.JudgeAsync("Bearer " + token, default);

    private IEnumerable<string> Counted() =>
        _collector.Collect().Split('\n').Where(line => line.StartsWith("metalorleans_scrape_refusals_total", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
