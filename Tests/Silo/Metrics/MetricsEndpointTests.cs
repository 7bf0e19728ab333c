using System.Net;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Metrics;

/// <summary>O-140 to O-150: what a scrape of the silo sees.</summary>
public sealed class MetricsEndpointTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private StandaloneSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await StandaloneSilo.StartAsync(StandaloneSilo.NewDirectory());

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task Pools_announcements_and_the_state_of_the_configuration_are_there_under_MetalLBs_names() // O-140 to O-150
    {
        await using var agent = await RawAgent.JoinAsync(_silo, "node1");
        await _silo.ServeAsync("web", "node1");
        await agent.HearOrderAsync();

        var text = await ScrapeUntilAsync("metallb_speaker_announced{");

        Assert.Contains("# TYPE metallb_allocator_addresses_total gauge\n", text, StringComparison.Ordinal);
        Assert.Contains("metallb_allocator_addresses_total{pool=\"first-pool\"} 11\n", text, StringComparison.Ordinal);
        Assert.Contains("metallb_allocator_ipv4_addresses_total{pool=\"first-pool\"} 11\n", text, StringComparison.Ordinal);
        Assert.Contains("metallb_allocator_ipv6_addresses_total{pool=\"first-pool\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("metallb_allocator_addresses_in_use_total{pool=\"first-pool\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("metallb_allocator_ipv4_addresses_in_use_total{pool=\"first-pool\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE metallb_k8s_client_updates_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("metallb_k8s_client_update_errors_total 0\n", text, StringComparison.Ordinal);
        Assert.Contains("metallb_k8s_client_config_loaded_bool 1\n", text, StringComparison.Ordinal);
        Assert.Contains("metallb_k8s_client_config_stale_bool 0\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "metallb_speaker_announced{service=\"default/web\",protocol=\"layer2\",node=\"node1\",ip=\"192.168.1.240\"} 1\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains("metalorleans_grain_activations{grain=", text, StringComparison.Ordinal);
        Assert.Contains("metalorleans_agent_connected{node=\"node1\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_agents_count_about_whose_an_address_is_is_there_for_each_node()
    {
        await using var agent = await RawAgent.JoinAsync(_silo, "node1");
        await _silo.ServeAsync("web", "node1");
        var order = await agent.HearOrderAsync();
        await agent.SayAsync(new AgentMessage
        {
            ObservedState = new ObservedState
            {
                Announcements =
                {
                    new AnnouncementState
                    {
                        Address = order.Address,
                        Epoch = order.Epoch,
                        Ownership = new OwnershipCounters
                        {
                            ProbesSent = 3, StrangerClaims = 4, MemberClaims = 5, Defences = 6, Conflicts = 7, Yields = 8,
                        },
                    },
                },
            },
        });

        var text = await ScrapeUntilAsync("metalorleans_address_probes_total{ip=\"192.168.1.240\",node=\"node1\"} 3\n");

        (string Name, int Count)[] others =
            [("stranger_claims", 4), ("member_claims", 5), ("defences", 6), ("conflicts", 7), ("yields", 8)];
        Assert.All(others, counter => Assert.Contains(
            $"metalorleans_address_{counter.Name}_total{{ip=\"192.168.1.240\",node=\"node1\"}} {counter.Count}\n",
            text,
            StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Ref", "A-053")]
    public async Task The_series_of_a_pool_go_with_it()
    {
        var created = await _silo.Client.CreateAsync(
            new IPAddressPool
            {
                Metadata = new ObjectMeta { Name = "leaving", Namespace = _silo.Options.Namespace },
                Spec = new IPAddressPoolSpec { Addresses = ["10.0.0.0/28", "fd00::/124"] },
            },
            default);
        await ScrapeUntilAsync("metallb_allocator_addresses_total{pool=\"leaving\"} 32\n");

        await _silo.Client.DeleteAsync<IPAddressPool>(ObjectKey.Of(created), DeletePreconditions.None, default);

        await ScrapeUntilAsync("no series of the pool", text => !text.Contains("leaving", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_object_shows_as_stale_configuration() // O-148, T-251
    {
        await using var agent = await RawAgent.JoinAsync(_silo, "node1");
        await _silo.Client.CreateAsync(
            new IPAddressPool
            {
                Metadata = new ObjectMeta { Name = "bad", Namespace = _silo.Options.Namespace },
                Spec = new IPAddressPoolSpec { Addresses = ["192.168.1.250-192.168.1.240"] },
            },
            default);

        // What comes after it in the same watch has been judged after it.
        await _silo.ServeAsync("web", "node1");
        await agent.HearOrderAsync();

        Assert.Contains("metallb_k8s_client_config_stale_bool 1\n", await ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_other_port_serves_metrics_whatever_the_request_says()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{_silo.Options.HealthPort}/metrics"));
        request.Headers.Host = $"127.0.0.1:{_silo.Options.MetricsPort}";

        using var answer = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    /// <summary>The order reaches the agent a moment before the controller has noted which addresses there are.</summary>
    private Task<string> ScrapeUntilAsync(string fragment) =>
        ScrapeUntilAsync(fragment, text => text.Contains(fragment, StringComparison.Ordinal));

    private Task<string> ScrapeUntilAsync(string expected, Func<string, bool> isExpected)
    {
        return ScrapeAsync().WithinAsync("scraping", "/metrics", expected);

        async Task<string> ScrapeAsync()
        {
            while (true)
            {
                var text = await this.ScrapeAsync();
                if (isExpected(text))
                {
                    return text;
                }
            }
        }
    }

    private Task<string> ScrapeAsync() => _http.GetStringAsync(new Uri($"http://127.0.0.1:{_silo.Options.MetricsPort}/metrics"));
}
