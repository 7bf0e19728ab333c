using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Security;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Metrics;

/// <summary>O-061: what a scraper over HTTPS is answered by a silo whose API server judges it.</summary>
#pragma warning disable MA0039 // The tests trust whatever certificate the silo shows: another one checks it.
public sealed class ScrapeAnswerTests : IAsyncLifetime
{
    private readonly string _directory = StandaloneSilo.NewDirectory();
    private readonly ConcurrentDictionary<string, ServiceAccountToken> _tokens = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });
    private EmbeddedApiServer _server = null!;
    private StandaloneSilo _silo = null!;
    private bool _isServerGone;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions
            {
                UseHttps = true,
                Tokens = new Dictionary<string, string>(StringComparer.Ordinal) { ["admin-token"] = "admin" },
                AccountTokens = _tokens,
                MayAccess = (user, path) => (user, path) == ("system:serviceaccount:monitoring:prometheus", "/metrics"),
            },
            default);
        var kubeConfig = Path.Combine(_directory, "kubeconfig");
        _server.WriteKubeConfig(kubeConfig);
        foreach (var name in (string[])["prometheus", "somebody"])
        {
            _tokens["of " + name] = new ServiceAccountToken("monitoring:" + name, ["https://kubernetes.default.svc"]);
        }

        _silo = await StandaloneSilo.StartAsync(
            _directory,
            kubeConfig: kubeConfig,
            configure: options => options with
            {
                Lease = new LeaseOptions { Identity = "a" },
                SecureMetrics = new SecureMetricsOptions(LoopbackPorts.Next(), null),
            });
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _silo.DisposeAsync();
        if (!_isServerGone)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Whoever_may_get_the_path_is_answered_200_another_403_an_unknown_one_401()
    {
        using var allowed = await GetAsync("of prometheus");
        using var forbidden = await GetAsync("of somebody");
        using var unknown = await GetAsync("of nobody");

        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Empty(forbidden.Headers.WwwAuthenticate);
        Assert.Equal("The token's owner may not get /metrics.\n", await forbidden.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal("Bearer", unknown.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task While_the_API_server_is_out_of_reach_who_was_allowed_is_answered_on_and_others_503()
    {
        using var before = await GetAsync("of prometheus");
        _isServerGone = true;
        await _server.DisposeAsync();

        using var known = await GetAsync("of prometheus");
        using var other = await GetAsync("of somebody");

        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, other.StatusCode);
        Assert.Equal("The API server could not be asked about the token.\n", await other.Content.ReadAsStringAsync());
        using var open = new HttpClient();
        Assert.Contains(
            "metalorleans_scrape_refusals_total{reason=\"NotJudged\"} 1\n",
            await open.GetStringAsync(new Uri($"http://127.0.0.1:{_silo.Options.MetricsPort}/metrics")),
            StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetAsync(string token)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri($"https://127.0.0.1:{_silo.Options.SecureMetrics!.Port}/metrics"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request);
    }
}
