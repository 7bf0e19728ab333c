using MetalOrleans.ApiServer;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Controllers;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using BGPAdvertisementSpec = MetalOrleans.Kubernetes.Resources.BGPAdvertisementSpec;
using BGPPeerSpec = MetalOrleans.Kubernetes.Resources.BGPPeerSpec;
using IPAddressPoolSpec = MetalOrleans.Kubernetes.Resources.IPAddressPoolSpec;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>From objects in the API server to what BGP runs with, and back when they change.</summary>
public sealed class BgpConfigurationTests : IAsyncLifetime
{
    private const string Namespace = "metallb-system";

    private readonly CancellationTokenSource _stop = new();
    private readonly ClusterViewStore _views = new();
    private EmbeddedApiServer _server = null!;
    private KubernetesClient _client = null!;
    private ConfigurationController _controller = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, _stop.Token);
        _client = new KubernetesClient(new KubernetesClientOptions
        {
            Server = new Uri("http://in-process"),
            Transport = _server.CreateHandler(),
        });
        var options = new SiloOptions { StateDirectory = "", Namespace = Namespace };
        _controller = new ConfigurationController(
            _client,
            _views,
            new ConfigurationVerdicts(),
            EventRecorders.Create(_client, options, TimeProvider.System, NullLoggerFactory.Instance),
            options,
            TimeProvider.System,
            NullLogger<ConfigurationController>.Instance);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _client.Dispose();
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task What_was_there_before_the_start_is_read_and_nothing_is_refused_for_what_is_read_later() // W-119
    {
        await CreateAsync(Peer("tor") with { Spec = Peer("tor").Spec! with { BfdProfile = "fast", PasswordSecret = new() { Name = "s" } } });
        await CreateAsync(new BFDProfile { Metadata = Meta("fast") });
        await CreateAsync(BasicAuth("s", "first"));

        await StartAsync();

        Assert.Equal(new BgpPassword("first"), _views.Current.Peers["tor"].Password);
        Assert.False(_controller.HasRefusals);
    }

    [Fact]
    public async Task A_peer_waits_for_its_profile_and_goes_with_it() // T-291, T-292
    {
        await StartAsync();
        await CreateAsync(Peer("tor") with { Spec = Peer("tor").Spec! with { BfdProfile = "fast" } });
        await CreateAsync(Peer("other") with { Spec = Peer("other").Spec! with { PeerAddress = "192.0.2.7" } });
        await UntilAsync("other is held, tor waits", view => view.Peers.ContainsKey("other") && _controller.HasRefusals);
        Assert.False(_views.Current.Peers.ContainsKey("tor"));

        await CreateAsync(new BFDProfile { Metadata = Meta("fast") });
        await UntilAsync("tor is held", view => view.Peers.ContainsKey("tor"));

        await _client.DeleteAsync<BFDProfile>(new ObjectKey(Namespace, "fast"), DeletePreconditions.None, default);
        await UntilAsync("tor is gone", view => !view.Peers.ContainsKey("tor") && view.Peers.ContainsKey("other"));
    }

    [Fact]
    public async Task A_changed_Secret_changes_the_password_and_a_wrong_one_refuses_the_peer() // C-084, T-290
    {
        await StartAsync();
        await CreateAsync(Peer("tor") with { Spec = Peer("tor").Spec! with { PasswordSecret = new() { Name = "s" } } });
        await CreateAsync(BasicAuth("s", "first"));
        await UntilAsync("the password is read", view => IsPassword(view, "first"));

        await _client.DeleteAsync<Secret>(new ObjectKey(Namespace, "s"), DeletePreconditions.None, default);
        await UntilAsync("the peer is refused", view => view.Peers.IsEmpty);
        await CreateAsync(BasicAuth("s", "first") with { Type = "Opaque" });
        await _client.DeleteAsync<Secret>(new ObjectKey(Namespace, "s"), DeletePreconditions.None, default);
        await CreateAsync(BasicAuth("s", "second"));
        await UntilAsync("the new password is read", view => IsPassword(view, "second"));
    }

    [Fact]
    public async Task A_name_of_a_community_heals_the_advertisement_that_uses_it() // T-293
    {
        await StartAsync();
        await CreateAsync(new BGPAdvertisement
        {
            Metadata = Meta("adv"),
            Spec = new BGPAdvertisementSpec { Communities = ["vpn"] },
        });
        await CreateAsync(new Community
        {
            Metadata = Meta("c"),
            Spec = new() { Communities = [new CommunityAlias { Name = "vpn", Value = "1234:1" }] },
        });

        await UntilAsync(
            "the advertisement carries 1234:1",
            view => view.BgpAdvertisements.TryGetValue("adv", out var advertisement)
                && advertisement.Communities.Contains(BgpCommunity.Standard(1234, 1)));
    }

    [Fact]
    public async Task A_pool_and_what_an_advertisement_makes_of_it_appear_together() // C-059
    {
        await StartAsync();
        await CreateAsync(new BGPAdvertisement
        {
            Metadata = Meta("adv"),
            Spec = new BGPAdvertisementSpec { AggregationLength = 24 },
        });
        await UntilAsync("the advertisement is read", view => !view.BgpAdvertisements.IsEmpty);
        var torn = 0;
        _views.Observe((_, view) => torn += view.Pools.IsEmpty || !view.BgpAdvertisements["adv"].Exclusions.IsEmpty ? 0 : 1);

        await CreateAsync(new IPAddressPool { Metadata = Meta("p"), Spec = new IPAddressPoolSpec { Addresses = ["1.1.1.0/28"] } });
        await UntilAsync("the pool is read", view => !view.Pools.IsEmpty);

        Assert.Equal(0, torn);
    }

    [Fact]
    public async Task A_label_on_a_node_decides_where_two_peers_meet_and_a_heartbeat_decides_nothing() // T-296, W-101
    {
        await CreateAsync(new Node { Metadata = new ObjectMeta { Name = "n1" } });
        await CreateAsync(new Node { Metadata = new ObjectMeta { Name = "n2" } });
        await StartAsync();
        await CreateAsync(Peer("a") with { Spec = Peer("a").Spec! with { NodeSelectors = [new() { MatchLabels = new() { ["gpu"] = "yes" } }] } });
        await CreateAsync(Peer("b"));
        await UntilAsync("both are read", view => view.Peers.Count == 2);
        Assert.Empty(_views.Current.Peers["b"].ExcludedNodes);

        await PatchNodeAsync("""{"metadata":{"labels":{"gpu":"yes"}}}""");
        await UntilAsync("b leaves n1 to a", view => view.Peers.TryGetValue("b", out var peer) && peer.ExcludedNodes.Contains("n1"));
        await PatchNodeAsync("""{"metadata":{"labels":{"gpu":null},"annotations":{"beat":"1"}}}""");
        await UntilAsync("b is back", view => view.Peers["b"].ExcludedNodes.IsEmpty);
    }

    private static bool IsPassword(ClusterView view, string password) =>
        view.Peers.TryGetValue("tor", out var peer) && new BgpPassword(password).Equals(peer.Password);

    private static BGPPeer Peer(string name) => new()
    {
        Metadata = Meta(name),
        Spec = new BGPPeerSpec { MyASN = 64512, PeerASN = 64513, PeerAddress = "192.0.2.1" },
    };

    private static Secret BasicAuth(string name, string password) => new()
    {
        Metadata = Meta(name),
        Type = "kubernetes.io/basic-auth",
        Data = new() { ["password"] = System.Text.Encoding.UTF8.GetBytes(password) },
    };

    private static ObjectMeta Meta(string name) => new() { Name = name, Namespace = Namespace };

    private Task CreateAsync<T>(T resource)
        where T : class, IKubernetesResource<T> => _client.CreateAsync(resource, default);

    private Task PatchNodeAsync(string patch) =>
        _client.PatchAsync<Node>(ObjectKey.OfCluster("n1"), Patch.Merge(System.Text.Encoding.UTF8.GetBytes(patch)), default);

    private async Task StartAsync()
    {
        _running = _controller.RunAsync(_stop.Token);
        await _controller.WaitForSyncAsync(default).WaitAsync(TestTimeouts.Default);
    }

    private async Task UntilAsync(string what, Func<ClusterView, bool> holds)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _views.Observe((_, view) =>
        {
            if (holds(view))
            {
                held.TrySetResult();
            }
        });
        if (holds(_views.Current))
        {
            return;
        }

        try
        {
            await held.Task.WaitAsync(TestTimeouts.Default);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It did not come true that {what}.", e);
        }
    }
}
