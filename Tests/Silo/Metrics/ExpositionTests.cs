using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Link;
using MetalOrleans.NetAgent.Metrics;
using MetalOrleans.Tests.Manifests.Alerts;
using MetalOrleans.Tests.Rules;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Metrics;

/// <summary>What silos and agents expose, as Prometheus' own programs see it; and that dashboards and alerts ask for nothing else.</summary>
public sealed partial class ExpositionTests : IAsyncLifetime
{
    /// <summary>MetalLB's names that break Prometheus' habits, kept to the letter: promtool may complain of these and no other.</summary>
    private static readonly string[] Unusual = ["metallb_allocator_", "metallb_layer2_", "metallb_bgp_", "metallb_bfd_"];

    private readonly HttpClient _http = new();
    private StandaloneSilo _silo = null!;
    private RawAgent _agent = null!;

    public async Task InitializeAsync()
    {
        _silo = await StandaloneSilo.StartAsync(StandaloneSilo.NewDirectory());
        _agent = await RawAgent.JoinAsync(_silo, "node1");
        await _silo.ServeAsync("web", "node1");
        await _agent.HearOrderAsync();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _agent.DisposeAsync();
        await _silo.DisposeAsync();
    }

    [ToolFact(Promtool.Name)]
    public async Task Promtool_finds_nothing_wrong_but_the_names_that_are_MetalLBs()
    {
        foreach (var text in new[] { await ScrapeSiloAsync(), ScrapeAgent() })
        {
            var (_, output) = await Promtool.RunAsync(text, ".", "check", "metrics");

            Assert.DoesNotContain("error while linting", output, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(
                output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                line => !Unusual.Any(prefix => line.StartsWith(prefix, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Every_metric_has_a_help_text()
    {
        var text = await ScrapeSiloAsync() + ScrapeAgent();

        var typed = TypeLine().Matches(text).Select(match => match.Groups[1].Value).Distinct();
        var helped = HelpLine().Matches(text).Select(match => match.Groups[1].Value).Distinct();
        Assert.Empty(typed.Except(helped));
    }

    /// <summary>
    /// A real Prometheus scrapes the silo, and every query of the dashboard is answered by it. Whether a query has a result
    /// depends on what the cluster does; whether it names a metric that exists does not.
    /// </summary>
    [ToolFact("prometheus")]
    public async Task A_real_Prometheus_scrapes_the_silo_and_answers_every_query_of_the_dashboard()
    {
        var directory = Directory.CreateTempSubdirectory("metalorleans-prometheus-");
        var port = LoopbackPorts.Next();
        await File.WriteAllTextAsync(
            Path.Combine(directory.FullName, "prometheus.yml"),
            $$"""
            global: {scrape_interval: 1s}
            scrape_configs:
            - job_name: metallb-controller
              static_configs:
              - targets: ["127.0.0.1:{{_silo.Options.MetricsPort}}"]
            """);
        using var prometheus = Process.Start(new ProcessStartInfo(
            "prometheus",
            ["--config.file=prometheus.yml", "--storage.tsdb.path=data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"])
        {
            WorkingDirectory = directory.FullName,
            UseShellExecute = false,
        })!;
        try
        {
            await QueryUntilAsync(port, "metallb_speaker_announced", result => result.Count > 0);

            foreach (var query in DashboardQueries())
            {
                var answer = await QueryAsync(port, query.Replace("$job", ".*", StringComparison.Ordinal));
                Assert.True((string?)answer["status"] == "success", $"{query}: {answer.ToJsonString()}");
            }

            var up = await QueryAsync(port, "up{job=\"metallb-controller\"}");
            Assert.Equal("1", (string?)up["data"]!["result"]![0]!["value"]![1]);
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Dashboard_and_alerts_ask_for_nothing_that_no_program_exposes()
    {
        var exposed = SampleName().Matches(await ScrapeSiloAsync() + ScrapeAgent()).Select(match => match.Groups[1].Value)
            .Concat(Catalogue())
            // They have series once an address has moved, a call has failed, or a stranger was heard.
            .Concat([
                "metalorleans_failover_duration_seconds_bucket", "metalorleans_failover_duration_seconds_count",
                "metalorleans_agent_round_trip_seconds", "metalorleans_agent_link_losses_total",
            ])
            .ToHashSet(StringComparer.Ordinal);

        SourceTree.AssertNone(
            from query in DashboardQueries().Concat(AlertTests.Expressions())
            from Match name in MetricName().Matches(query)
            where !exposed.Contains(name.Value)
            select $"{name.Value} in {query}");
    }

    /// <summary>Names whose series come with an address, a BGP session (O-151 to O-155) or a BFD session (O-156, O-157).</summary>
    private static IEnumerable<string> Catalogue() =>
        (from property in typeof(AddressMetrics).GetProperties(BindingFlags.Public | BindingFlags.Static)
         select ((MetricDescription)property.GetValue(null)!).Name)
        .Concat(
        [
            "metallb_bgp_session_up", "metallb_bgp_updates_total", "metallb_bgp_announced_prefixes_total",
            "metallb_bgp_pending_prefixes_total", "metallb_bgp_notifications_sent", "metallb_bfd_session_up",
            "metallb_bfd_session_down_events",
        ]);

    private static IEnumerable<string> DashboardQueries() =>
        from panel in JsonNode.Parse(SourceTree.Read("manifests/grafana/metalorleans.json"))!["panels"]!.AsArray()
        from target in panel!["targets"]?.AsArray() ?? []
        select (string)target!["expr"]!;

    private static string ScrapeAgent()
    {
        using var metrics = new AgentMetrics(new AnnouncedAddresses(), new LinkStatistics());
        using var collector = new MetricsCollector(scope: null);
        return collector.Collect();
    }

    private async Task<string> ScrapeSiloAsync()
    {
        var uri = new Uri($"http://127.0.0.1:{_silo.Options.MetricsPort}/metrics");
        return await ScrapeAsync().WithinAsync("scraping", "/metrics", "an announcement");

        async Task<string> ScrapeAsync()
        {
            // The order reaches the agent a moment before the controller has noted which addresses there are.
            string text;
            do
            {
                text = await _http.GetStringAsync(uri);
            }
            while (!text.Contains("metallb_speaker_announced{", StringComparison.Ordinal));
            return text;
        }
    }

    private async Task<JsonNode> QueryUntilAsync(int port, string query, Func<JsonArray, bool> isThere)
    {
        return await AskAsync().WithinAsync("querying Prometheus", query, "a result");

        async Task<JsonNode> AskAsync()
        {
            while (true)
            {
                try
                {
                    var answer = await QueryAsync(port, query);
                    if (answer["data"]?["result"] is JsonArray result && isThere(result))
                    {
                        return answer;
                    }
                }
                catch (Exception e) when (e is HttpRequestException or JsonException)
                {
                    // Not listening yet.
                }

                await Task.Yield();
            }
        }
    }

    private async Task<JsonNode> QueryAsync(int port, string query) => JsonNode.Parse(await (await _http.GetAsync(new Uri(
        string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/api/v1/query?query={Uri.EscapeDataString(query)}"))))
        .Content.ReadAsStringAsync())!;

    [GeneratedRegex(@"^# TYPE (?<name>\S+)", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^# HELP (?<name>\S+) \S", RegexOptions.Multiline)]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"^(?<name>[a-z][a-z0-9_]*)[{ ]", RegexOptions.Multiline)]
    private static partial Regex SampleName();

    [GeneratedRegex(@"\b(?:metallb|metalorleans|process)_[a-z0-9_]+\b")]
    private static partial Regex MetricName();
}
