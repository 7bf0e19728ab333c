using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Placement;
using MetalOrleans.Tests.Grains.Support;
using VirtualAddress = MetalOrleans.Domain.Addressing.Address;

namespace MetalOrleans.Tests.Grains.Placement;

/// <summary>Even spreading through the grains: addresses ask the placement, moves are planned there.</summary>
public sealed class PlacementTests : IAsyncLifetime
{
    private GrainHost _host = null!;

    private IPlacementGrain Placement => _host.Grains.GetGrain<IPlacementGrain>(IPlacementGrain.Layer2);

    public async Task InitializeAsync() => _host = await GrainHost.StartAsync(
        GrainHost.View("192.168.1.0/24", "node-a", "node-b", "node-c") with
        {
            L2Policy = new L2Policy(L2Placement.Spread, L2Failback.Automatic),
        });

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Every_node_announces_as_many_addresses_as_any_other()
    {
        await AnnounceAsync(12);

        Assert.Equal([4, 4, 4], (await Placement.LoadsAsync(default)).Values);
        Assert.Equal([4, 4, 4], (await AnnouncersAsync(12)).CountBy(node => node).Select(share => share.Value));
    }

    [Fact]
    public async Task A_lost_node_loses_its_addresses_evenly_and_no_other_address_moves()
    {
        await AnnounceAsync(12);
        var before = await AnnouncersAsync(12);

        SetAgents("node-a", "node-b");
        await RefreshAsync(12);

        var after = await AnnouncersAsync(12);
        Assert.Equal([6, 6], (await Placement.LoadsAsync(default)).Values);
        Assert.All(before.Zip(after).Where(pair => pair.First != "node-c"), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public async Task A_returned_node_gets_its_share_when_the_placement_rebalances()
    {
        SetAgents("node-a", "node-b");
        await AnnounceAsync(12);
        SetAgents("node-a", "node-b", "node-c");
        await RefreshAsync(12);
        var idle = await Placement.LoadsAsync(default);

        var first = await Placement.RebalanceAsync(1, default);
        var rest = await Placement.RebalanceAsync(100, default);
        await RefreshAsync(12);

        Assert.DoesNotContain("node-c", idle.Keys);
        Assert.Single(first);
        Assert.Equal(3, rest.Length);
        Assert.Equal([4, 4, 4], (await AnnouncersAsync(12)).CountBy(node => node).Select(share => share.Value).Order());
        Assert.Empty(await Placement.RebalanceAsync(1, default));
    }

    [Fact]
    public async Task A_preferred_node_gets_its_addresses_however_many_it_has() // L-041
    {
        var preferring = new L2Advertisement
        {
            Name = "all",
            PreferredNodes = [new PreferredNodes(10, new MetalOrleans.Domain.Selection.LabelSelector([]))],
            NodeSelectors = [],
        };
        var edge = preferring with { Name = "edge", NodeSelectors = [MetalOrleans.Tests.Domain.Support.Given.Selector("role=edge")] };
        var view = _host.Views.Current;
        _host.Views.Current = view with
        {
            L2Advertisements = view.L2Advertisements.Add("edge", edge),
            Nodes = view.Nodes.SetItem("node-b", MetalOrleans.Tests.Domain.Support.Given.Node("node-b", "role=edge")),
        };

        await AnnounceAsync(6);

        Assert.All(await AnnouncersAsync(6), node => Assert.Equal("node-b", node));
    }

    [Fact]
    public async Task What_is_announced_no_more_is_placed_no_more()
    {
        await AnnounceAsync(3);

        await Grain(0).WithdrawAsync(Service(0), default);

        Assert.Equal(2, (await Placement.LoadsAsync(default)).Values.Sum());
    }

    private void SetAgents(params string[] nodes) => _host.Views.Current = _host.Views.Current with { Agents = [.. nodes] };

    private async Task AnnounceAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Grain(i).AnnounceAsync(
                new ServiceBacking
                {
                    Service = Service(i),
                    Pool = "first-pool",
                    HasServingEndpoint = true,
                    ElectionAddress = VirtualAddress.Parse(TextOf(i)),
                },
                default);
        }
    }

    private async Task RefreshAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Grain(i).RefreshAsync(default);
        }
    }

    private async Task<List<string>> AnnouncersAsync(int count)
    {
        var announcers = new List<string>();
        for (var i = 0; i < count; i++)
        {
            announcers.Add((await Grain(i).DescribeAsync(default)).Announcer ?? "nobody");
        }

        return announcers;
    }

    private IAddressGrain Grain(int index) => _host.Grains.GetGrain<IAddressGrain>(TextOf(index));

    private static string TextOf(int index) => $"192.168.1.{index + 1}";

    private static ServiceKey Service(int index) => new("default", $"service-{index}");
}
