using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Tests.Grains.Support;

namespace MetalOrleans.Tests.Grains.Nodes;

/// <summary>A node's sessions and routes, as its agent hears of them.</summary>
public sealed class NodeBgpTests : IAsyncLifetime
{
    private static readonly ServiceKey _web = new("default", "web");
    private static readonly ServiceKey _db = new("default", "db");
    private static readonly Address _one = Address.Parse("10.0.0.1");
    private static readonly Address _two = Address.Parse("10.0.0.2");

    private static readonly BgpPeer _tor = new() { Name = "tor", MyASN = 64512, PeerASN = 64513, Address = Address.Parse("192.0.2.1") };

    private GrainHost _host = null!;

    private INodeGrain Node => _host.Grains.GetGrain<INodeGrain>("node1");

    public async Task InitializeAsync() => _host = await GrainHost.StartAsync(View(_tor));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task What_was_given_before_an_agent_came_is_in_its_snapshot_and_nothing_is_missing()
    {
        await GiveAsync(_web, _one, "10.0.0.1/32");

        var state = await Node.ConnectAsync([], default);

        Assert.Equal("tor", Assert.Single(state.Bgp.Sessions).Name);
        Assert.Equal("10.0.0.1/32", Assert.Single(state.Bgp.Routes).Prefix.ToString());
    }

    [Fact]
    public async Task One_Service_more_is_one_prefix_more_and_no_session() // W-102, Q-47
    {
        await GiveAsync(_web, _one, "10.0.0.1/32");
        var state = await Node.ConnectAsync([], default);

        await GiveAsync(_db, _two, "10.0.0.2/32");
        var change = await Node.WaitForChangesAsync(state.Session, state.Version, default);

        Assert.Equal("10.0.0.2/32", Assert.Single(change.Bgp.Routes).Prefix.ToString());
        Assert.Empty(change.Bgp.Sessions);
        Assert.Empty(change.Bgp.Withdrawn);
        Assert.Equal(state.Version + 1, change.ToVersion);
    }

    [Fact]
    public async Task The_last_Service_takes_its_prefix_with_it_and_leaves_the_session() // B-014, W-102
    {
        await GiveAsync(_web, _one, "10.0.0.0/24");
        await GiveAsync(_db, _two, "10.0.0.0/24");
        var state = await Node.ConnectAsync([], default);

        await GiveAsync(_web, _one);
        await GiveAsync(_db, _two);
        var change = await Node.WaitForChangesAsync(state.Session, state.Version, default);

        Assert.Equal("10.0.0.0/24", Assert.Single(change.Bgp.Withdrawn).ToString());
        Assert.Empty(change.Bgp.RemovedSessions);
        Assert.Equal(state.Version + 1, change.ToVersion);
    }

    [Fact]
    public async Task A_changed_peer_is_sent_alone_and_an_equal_one_not_at_all() // B-016, W-100
    {
        var other = _tor with { Name = "other", Address = Address.Parse("192.0.2.2") };
        _host.Views.Current = View(_tor, other);
        var state = await Node.ConnectAsync([], default);

        _host.Views.Current = View(_tor with { HoldTime = TimeSpan.FromSeconds(9) }, other with { Name = "other" });
        await Node.RefreshSessionsAsync(default);
        await Node.RefreshSessionsAsync(default);
        var change = await Node.WaitForChangesAsync(state.Session, state.Version, default);

        Assert.Equal("tor", Assert.Single(change.Bgp.Sessions).Name);
        Assert.Equal(state.Version + 1, change.ToVersion);
    }

    [Fact]
    public async Task A_peer_that_goes_takes_nothing_but_its_session_and_its_share_of_the_routes()
    {
        var other = _tor with { Name = "other", Address = Address.Parse("192.0.2.2") };
        _host.Views.Current = View(_tor, other);
        await GiveAsync(_web, _one, "10.0.0.1/32");
        var state = await Node.ConnectAsync([], default);

        _host.Views.Current = View(other);
        await Node.RefreshSessionsAsync(default);
        var change = await Node.WaitForChangesAsync(state.Session, state.Version, default);

        Assert.Equal("tor", Assert.Single(change.Bgp.RemovedSessions));
        Assert.Equal("other", Assert.Single(Assert.Single(change.Bgp.Routes).Peers));
        Assert.Equal("other", Assert.Single(_host.Services.Advertisements[("node1", _web)].Peers));
    }

    [Fact]
    public async Task A_draining_node_says_so_in_its_routes_and_keeps_its_sessions() // RFC 8326
    {
        await GiveAsync(_web, _one, "10.0.0.1/32");
        var state = await Node.ConnectAsync([], default);

        var view = View(_tor);
        _host.Views.Current = view with { Nodes = view.Nodes.SetItem("node1", view.Nodes["node1"] with { IsDraining = true }) };
        await Node.RefreshSessionsAsync(default);
        var change = await Node.WaitForChangesAsync(state.Session, state.Version, default);

        var path = Assert.Single(Assert.Single(change.Bgp.Routes).Paths);
        Assert.Contains(WellKnownCommunities.GracefulShutdown, path.Attributes.Communities);
        Assert.Empty(change.Bgp.Sessions);
    }

    [Fact]
    public async Task A_great_many_changes_come_in_parts_that_follow_each_other()
    {
        var state = await Node.ConnectAsync([], default);
        for (var i = 0; i < 5000; i++)
        {
            await GiveAsync(new ServiceKey("default", $"s{i}"), Address.FromValue((UInt128)(0x0a000000 + i), IPFamily.IPv4), $"10.0.{i >> 8}.{i & 255}/32");
        }

        var first = await Node.WaitForChangesAsync(state.Session, state.Version, default);
        var second = await Node.WaitForChangesAsync(state.Session, first.ToVersion, default);

        Assert.Equal(5000, first.Bgp.Routes.Length + second.Bgp.Routes.Length);
        Assert.True(first.ToVersion < second.ToVersion);
        Assert.Equal(second.FromVersion, first.ToVersion);
    }

    [Fact]
    public async Task What_an_agent_says_of_its_sessions_is_heard_and_the_word_of_an_earlier_session_is_not()
    {
        var old = await Node.ConnectAsync([], default);
        var state = await Node.ConnectAsync([], default);

        await Node.ReportSessionsAsync(old.Session, [new("tor", SessionPhase.Idle, 0, "")], [], default);
        await Node.ReportSessionsAsync(state.Session, [new("tor", SessionPhase.Established, 0, "")], [], default);

        Assert.Equal(SessionPhase.Established, Assert.Single((await Node.DescribeBgpAsync(default)).Observed).Phase);
        Assert.Contains(_host.Services.Events, told => told.Reason == "Established:node1:tor");
        Assert.DoesNotContain(_host.Services.Events, told => told.Reason == "Idle:node1:tor");
    }

    [Fact]
    public async Task A_session_that_ends_while_the_agent_is_away_is_gone_when_it_is_back() // W-118
    {
        var state = await Node.ConnectAsync([], default);
        await Node.ReportSessionsAsync(state.Session, [new("tor", SessionPhase.Established, 0, "")], [], default);
        await Node.DisconnectAsync(state.Session, default);

        _host.Views.Current = View();
        await Node.RefreshSessionsAsync(default);

        Assert.Contains(_host.Services.Events, told => told.Reason == "ended:node1:tor");
        Assert.Empty((await Node.ConnectAsync([], default)).Bgp.Sessions);
    }

    private Task GiveAsync(ServiceKey service, Address address, params string[] prefixes) => Node.ContributeAsync(
        new BgpContribution(service, address, [.. prefixes.Select(prefix => new RouteContribution { Prefix = PrefixOf(prefix) })]),
        default);

    private static Prefix PrefixOf(string text)
    {
        var parts = text.Split('/');
        return Prefix.Of(Address.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static ClusterView View(params BgpPeer[] peers) => GrainHost.View("10.0.0.0/24", "node1") with
    {
        Peers = ClusterView.Empty.Peers.AddRange(peers.Select(peer => KeyValuePair.Create(peer.Name, peer))),
    };
}
