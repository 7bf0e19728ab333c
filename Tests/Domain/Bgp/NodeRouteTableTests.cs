using System.Collections.Immutable;
using FsCheck.Fluent;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Bgp;

/// <summary>One node's routes, merged from what Services contribute.</summary>
public sealed class NodeRouteTableTests
{
    private static readonly ServiceKey _web = new("default", "web");
    private static readonly ServiceKey _db = new("default", "db");
    private static readonly Address _one = Address.Parse("10.0.0.1");
    private static readonly Address _two = Address.Parse("10.0.0.2");
    private static readonly BgpCommunity _red = BgpCommunity.Standard(1, 1);
    private static readonly BgpCommunity _blue = BgpCommunity.Standard(2, 2);

    private readonly NodeRouteTable _table = new();

    public NodeRouteTableTests() => _table.SetPeers(["x", "y"]);

    [Fact]
    public void A_prefix_goes_with_the_last_Service_that_gives_it() // B-014, W-116
    {
        _table.Set(_web, _one, [To("10.0.0.0/24")]);
        var second = _table.Set(_db, _two, [To("10.0.0.0/24")]);
        var first = _table.Set(_web, _one, []);
        var last = _table.Set(_db, _two, []);

        Assert.Empty(second.Prefixes);
        Assert.Empty(first.Prefixes);
        Assert.Equal("10.0.0.0/24", Assert.Single(last.Prefixes).ToString());
        Assert.Empty(_table.Routes);
    }

    [Fact]
    public void A_change_touches_the_prefixes_of_its_own_Service_only() // Invariant 4, Q-47
    {
        _table.Set(_web, _one, [To("10.0.0.1/32")]);

        var change = _table.Set(_db, _two, [To("10.0.0.2/32")]);

        Assert.Equal("10.0.0.2/32", Assert.Single(change.Prefixes).ToString());
        Assert.Equal(_db, Assert.Single(change.Services));
    }

    [Fact]
    public void The_same_contribution_again_changes_nothing() // W-100
    {
        _table.Set(_web, _one, [To("10.0.0.1/32", "x")]);

        Assert.Equal(RouteTableChange.None, _table.Set(_web, _one, [To("10.0.0.1/32", "x")]));
    }

    [Fact]
    public void Two_reasons_for_a_prefix_make_one_route_with_the_communities_of_both() // B-012, T-217
    {
        _table.Set(_web, _one, [With("10.0.0.1/32", _red), With("10.0.0.1/32", _blue)]);

        var path = Assert.Single(Assert.Single(_table.Routes).Paths);

        Assert.Equal([_red, _blue], path.Attributes.Communities);
        Assert.Equal(["x", "y"], path.Peers);
    }

    [Fact]
    public void Each_peer_hears_one_route_with_what_concerns_it() // B-011, T-233
    {
        _table.Set(_web, _one, [With("10.0.0.1/32", _red) with { Peers = ["x"] }, With("10.0.0.1/32", _blue) with { Peers = ["y", "z"] }]);

        var route = Assert.Single(_table.Routes);

        Assert.Equal(2, route.Paths.Length);
        Assert.Equal(("x", _red), (route.Paths[0].Peers.Single(), route.Paths[0].Attributes.Communities.Single()));
        Assert.Equal(("y", _blue), (route.Paths[1].Peers.Single(), route.Paths[1].Attributes.Communities.Single()));
    }

    [Fact]
    public void A_prefix_for_peers_that_the_node_does_not_have_is_no_route() // B-015, C-141
    {
        _table.Set(_web, _one, [To("10.0.0.1/32", "elsewhere")]);

        Assert.Empty(_table.Routes);
        Assert.Empty(_table.PeersOf(_web));
    }

    [Fact]
    public void Services_in_one_aggregate_have_the_peers_of_all_of_them() // B-100
    {
        _table.Set(_web, _one, [To("10.0.0.0/24", "x")]);

        var change = _table.Set(_db, _two, [To("10.0.0.0/24", "y")]);

        Assert.Equal([_db, _web], change.Services.Order());
        Assert.Equal(["x", "y"], _table.PeersOf(_web));
        Assert.Equal(["x", "y"], _table.PeersOf(_db));
    }

    [Fact]
    public void New_peers_change_the_routes_that_are_for_all_and_no_others()
    {
        _table.Set(_web, _one, [To("10.0.0.1/32")]);
        _table.Set(_db, _two, [To("10.0.0.2/32", "x")]);

        var change = _table.SetPeers(["x", "y", "z"]);

        Assert.Equal("10.0.0.1/32", Assert.Single(change.Prefixes).ToString());
        Assert.Equal(_web, Assert.Single(change.Services));
    }

    [Fact]
    public void A_node_that_is_about_to_go_says_so_in_every_route_and_ceases_to_when_it_stays() // RFC 8326
    {
        _table.Set(_web, _one, [With("10.0.0.1/32", _red)]);

        var going = _table.SetShuttingDown(true);
        var attributes = Assert.Single(Assert.Single(_table.Routes).Paths).Attributes;
        var staying = _table.SetShuttingDown(false);

        Assert.Single(going.Prefixes);
        Assert.Empty(going.Services);
        Assert.Contains(WellKnownCommunities.GracefulShutdown, attributes.Communities);
        Assert.Contains(_red, attributes.Communities);
        Assert.Equal(0U, attributes.LocalPreference);
        Assert.Single(staying.Prefixes);
        Assert.DoesNotContain(
            WellKnownCommunities.GracefulShutdown, Assert.Single(Assert.Single(_table.Routes).Paths).Attributes.Communities);
    }

    [Fact]
    public void Of_two_attributes_the_one_that_draws_more_traffic_counts_in_whatever_order_they_come()
    {
        var one = new RouteAttributes { LocalPreference = 100, Med = 5, Prepend = 1, LinkBandwidth = 10 };
        var other = new RouteAttributes { LocalPreference = 200, Med = 9, Prepend = 3, LinkBandwidth = 20 };

        var expected = new RouteAttributes { LocalPreference = 200, Med = 5, Prepend = 1, LinkBandwidth = 20 };
        Assert.Equal(expected, one.Union(other));
        Assert.Equal(expected, other.Union(one));
    }

    [Fact]
    public void Whatever_comes_and_goes_the_routes_are_those_of_what_is_there() // B-012, B-014
    {
        var step =
            from service in Gen.Choose(0, 5)
            from count in Gen.Choose(0, 3)
            from picks in Gen.Choose(0, 7).ListOf(count)
            select (Service: new ServiceKey("ns", $"s{service}"), Picks: picks.ToArray());
        step.ListOf(40).Check(
            steps =>
            {
                var table = new NodeRouteTable();
                table.SetPeers(["x", "y"]);
                var there = new Dictionary<ServiceKey, ImmutableArray<RouteContribution>>();
                foreach (var (service, picks) in steps)
                {
                    there[service] = [.. picks.Select(Pick)];
                    table.Set(service, _one, there[service]);
                }

                var expected = there.Values.SelectMany(routes => routes).GroupBy(route => route.Prefix)
                    .Select(group => NodeRoute.Merge(group.Key, [.. group], ["x", "y"], isShuttingDown: false))
                    .OfType<NodeRoute>().ToHashSet();
                return expected.SetEquals(table.Routes);
            },
            times: 200);
    }

    /// <summary>Two prefixes, two sets of peers, two communities.</summary>
    private static RouteContribution Pick(int number) => new()
    {
        Prefix = Prefix.Of(_one, (number & 1) == 0 ? 24 : 32),
        Peers = (number & 2) == 0 ? [] : ["x"],
        Attributes = new RouteAttributes { Communities = (number & 4) == 0 ? [_red] : [_blue] },
    };

    private static RouteContribution To(string prefix, params string[] peers) =>
        new() { Prefix = PrefixOf(prefix), Peers = [.. peers] };

    private static RouteContribution With(string prefix, BgpCommunity community) =>
        new() { Prefix = PrefixOf(prefix), Attributes = new RouteAttributes { Communities = [community] } };

    private static Prefix PrefixOf(string text)
    {
        var parts = text.Split('/');
        return Prefix.Of(Address.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
