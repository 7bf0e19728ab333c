using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Tests.Grains.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Grains.Addresses;

/// <summary>An address over BGP, from a Service behind it to what nodes advertise.</summary>
public sealed class AddressBgpTests : IAsyncLifetime
{
    private static readonly Address _vip = Address.Parse("10.0.0.5");
    private static readonly TimeSpan _delay = TimeSpan.FromSeconds(30);

    private static readonly ServiceBacking _web = new()
    {
        Service = new ServiceKey("default", "web"),
        Pool = "first-pool",
        HasServingEndpoint = true,
        ServingNodes = ["node1"],
        IsTrafficPolicyLocal = true,
        ElectionAddress = _vip,
    };

    private readonly ManualTimeProvider _time = new();
    private GrainHost _host = null!;

    private IAddressGrain Vip => _host.Grains.GetGrain<IAddressGrain>(_vip.ToString());

    public async Task InitializeAsync()
    {
        _host = await GrainHost.StartAsync(View(), _time);
        await Node("node1").RefreshSessionsAsync(default);
        await Node("node2").RefreshSessionsAsync(default);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Endpoints_decide_where_a_Service_of_policy_Local_is_advertised() // B-006, T-204
    {
        await Vip.AnnounceAsync(_web, default);
        var before = (await RoutesAsync("node1"), await RoutesAsync("node2"));

        await Vip.AnnounceAsync(_web with { ServingNodes = ["node2"] }, default);

        Assert.Equal((1, 0), before);
        Assert.Equal((0, 1), (await RoutesAsync("node1"), await RoutesAsync("node2")));
    }

    [Fact]
    public async Task A_Service_that_goes_is_withdrawn_everywhere() // B-014
    {
        await Vip.AnnounceAsync(_web with { IsTrafficPolicyLocal = false }, default);

        await Vip.WithdrawAsync(_web.Service, default);

        Assert.Equal((0, 0), (await RoutesAsync("node1"), await RoutesAsync("node2")));
    }

    [Fact]
    public async Task An_advertisement_that_goes_takes_its_routes_with_it_and_a_node_that_goes_too() // B-009
    {
        await Vip.AnnounceAsync(_web with { IsTrafficPolicyLocal = false }, default);
        _host.Views.Current = View() with { Nodes = View().Nodes.Remove("node2") };
        await Vip.RefreshAsync(default);
        var without = (await RoutesAsync("node1"), await RoutesAsync("node2"));

        _host.Views.Current = View() with { BgpAdvertisements = ClusterView.Empty.BgpAdvertisements };
        await Vip.RefreshAsync(default);

        Assert.Equal((1, 0), without);
        Assert.Equal((0, 0), (await RoutesAsync("node1"), await RoutesAsync("node2")));
    }

    [Fact]
    public async Task A_conflict_of_preferences_is_told_once_and_withdraws_the_Service_alone() // B-003, B-031
    {
        var conflicting = View() with
        {
            BgpAdvertisements = View().BgpAdvertisements.Add("other", new BgpAdvertisement { Name = "other", LocalPref = 7 }),
        };
        await Vip.AnnounceAsync(_web, default);
        _host.Views.Current = conflicting;

        await Vip.RefreshAsync(default);
        await Vip.RefreshAsync(default);

        Assert.Equal(0, await RoutesAsync("node1"));
        Assert.Single(_host.Services.Events, told => told == (_web.Service, "conflictingAdvertisements"));
    }

    [Fact]
    public async Task A_wish_that_the_pools_policy_does_not_allow_is_told_once_and_the_Service_is_advertised_without()
    {
        var wishing = _web with { Routes = new ServiceRouteRequest("64512:9", null) };
        await Vip.AnnounceAsync(wishing, default);
        await Vip.AnnounceAsync(wishing, default);
        var refused = await CommunitiesAsync();

        _host.Views.Current = WithPolicy(new PoolBgpPolicy { AllowedCommunities = [CommunityPattern.Parse("64512:*")!] });
        await Vip.RefreshAsync(default);

        Assert.Empty(refused);
        Assert.Single(_host.Services.Events, told => told == (_web.Service, "routeAttributeRefused"));
        Assert.Equal("64512:9", Assert.Single(await CommunitiesAsync()));
    }

    [Fact]
    public async Task An_endpoint_that_flaps_within_the_withdraw_delay_is_no_news_and_one_that_stays_away_is()
    {
        _host.Views.Current = WithPolicy(new PoolBgpPolicy { WithdrawDelay = _delay });
        await Vip.AnnounceAsync(_web, default);
        var version = (await Node("node1").DescribeAsync(default)).DesiredVersion;

        await Vip.AnnounceAsync(_web with { ServingNodes = [], HasServingEndpoint = false }, default);
        await Vip.AnnounceAsync(_web, default);
        var afterFlap = (await Node("node1").DescribeAsync(default)).DesiredVersion;
        await Vip.AnnounceAsync(_web with { ServingNodes = [], HasServingEndpoint = false }, default);
        var withdrawn = RouteIsGoneAsync();
        _time.Advance(_delay);
        await withdrawn;

        Assert.Equal(version, afterFlap);
    }

    [Fact]
    public async Task Without_a_withdraw_delay_the_last_endpoint_takes_the_route_with_it_at_once() // B-007
    {
        await Vip.AnnounceAsync(_web, default);

        await Vip.AnnounceAsync(_web with { ServingNodes = [], HasServingEndpoint = false }, default);

        Assert.Equal(0, await RoutesAsync("node1"));
    }

    [Fact]
    public async Task A_deleted_Service_does_not_wait_for_a_withdraw_delay()
    {
        _host.Views.Current = WithPolicy(new PoolBgpPolicy { WithdrawDelay = _delay });
        await Vip.AnnounceAsync(_web, default);

        await Vip.WithdrawAsync(_web.Service, default);

        Assert.Equal(0, await RoutesAsync("node1"));
    }

    private async Task RouteIsGoneAsync()
    {
        var state = await Node("node1").ConnectAsync([], default);
        while (true)
        {
            // The wait ends by the clock that the test turns, too.
            var change = await Node("node1").WaitForChangesAsync(state.Session, state.Version, default).WaitAsync(TestTimeouts.Default);
            if (!change.Bgp.Withdrawn.IsEmpty)
            {
                return;
            }
        }
    }

    private INodeGrain Node(string name) => _host.Grains.GetGrain<INodeGrain>(name);

    private async Task<int> RoutesAsync(string node) => (await Node(node).DescribeBgpAsync(default)).Desired.Routes.Length;

    private async Task<string[]> CommunitiesAsync() =>
    [
        .. (await Node("node1").DescribeBgpAsync(default)).Desired.Routes
            .SelectMany(route => route.Paths).SelectMany(path => path.Attributes.Communities).Select(item => item.ToString()),
    ];

    private static ClusterView WithPolicy(PoolBgpPolicy policy) => View() with
    {
        PoolPolicies = ClusterView.Empty.PoolPolicies.Add(
            "first-pool", new PoolPolicy { Name = "policy", Pool = "first-pool", Bgp = policy }),
    };

    private static ClusterView View() => GrainHost.View("10.0.0.0/24", "node1", "node2") with
    {
        L2Advertisements = ClusterView.Empty.L2Advertisements,
        BgpAdvertisements = ClusterView.Empty.BgpAdvertisements.Add("all", new BgpAdvertisement { Name = "all" }),
        Peers = ClusterView.Empty.Peers.Add(
            "tor", new BgpPeer { Name = "tor", MyASN = 64512, PeerASN = 64513, Address = Address.Parse("192.0.2.1") }),
    };
}
