using System.Collections.Immutable;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Tests.Grains.Support;
using VirtualAddress = MetalOrleans.Domain.Addressing.Address;

namespace MetalOrleans.Tests.Grains.Addresses;

public sealed class AddressGrainTests : IAsyncLifetime
{
    private const string Vip = "192.168.1.240";
    private static readonly VirtualAddress VipAddress = VirtualAddress.Parse(Vip);

    private GrainHost _host = null!;

    private IAddressGrain Address => _host.Grains.GetGrain<IAddressGrain>(Vip);

    public async Task InitializeAsync() =>
        _host = await GrainHost.StartAsync(GrainHost.View("192.168.1.240-192.168.1.250", "node-a", "node-b", "node-c"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Elects_the_announcer_that_MetalLB_elects()
    {
        await Address.AnnounceAsync(Backing(), default);

        // L-045: first digest bytes for 192.168.1.240 are 0905 (a), c5db (b), a653 (c).
        var description = await Address.DescribeAsync(default);
        Assert.Equal("node-a", description.Announcer);
        Assert.Equal<string>(["node-a", "node-c", "node-b"], description.Candidates);
    }

    [Fact]
    public async Task Moves_to_the_next_candidate_when_the_announcers_agent_is_gone()
    {
        await Address.AnnounceAsync(Backing(), default);
        var before = await Address.DescribeAsync(default);

        _host.Views.Current = _host.Views.Current with { Agents = _host.Views.Current.Agents.Remove("node-a") };
        await Address.RefreshAsync(default);
        await RunOrdersAsync("node-c");

        var after = await Address.DescribeAsync(default);
        Assert.Equal("node-c", after.Announcer);
        Assert.True(after.Epoch.CompareTo(before.Epoch) > 0);
        Assert.Empty(await DesiredAsync("node-a"));
        Assert.Equal(after.Epoch, Assert.Single(await DesiredAsync("node-c")).Epoch);
    }

    [Fact]
    public async Task Stays_where_it_is_when_a_node_that_does_not_announce_goes()
    {
        await Address.AnnounceAsync(Backing(), default);
        var before = await Address.DescribeAsync(default);

        _host.Views.Current = _host.Views.Current with { Agents = _host.Views.Current.Agents.Remove("node-b") };
        await Address.RefreshAsync(default);

        // L-043
        Assert.Equal(before.Epoch, (await Address.DescribeAsync(default)).Epoch);
    }

    [Fact]
    public async Task Is_silent_with_the_reason_when_no_endpoint_can_serve()
    {
        await Address.AnnounceAsync(Backing(), default);
        await Address.AnnounceAsync(Backing() with { HasServingEndpoint = false }, default);

        // L-010
        var description = await Address.DescribeAsync(default);
        Assert.Null(description.Announcer);
        Assert.Equal("NoServingEndpoint", description.Refusal);
        Assert.Empty(await DesiredAsync("node-a"));
    }

    [Fact]
    public async Task Stays_with_the_agent_that_announced_it_before_the_silo_started_until_agents_are_settled()
    {
        _host.Views.Current = _host.Views.Current with { AreAgentsSettled = false };
        await _host.Grains.GetGrain<INodeGrain>("node-b").ConnectAsync([Observation(new Epoch(77))], default);

        await Address.AnnounceAsync(Backing(), default);
        var unsettled = await Address.DescribeAsync(default);
        _host.Views.Current = _host.Views.Current with { AreAgentsSettled = true };
        await Address.RefreshAsync(default);
        await RunOrdersAsync("node-a");
        var settled = await Address.DescribeAsync(default);

        Assert.Equal("node-b", unsettled.Announcer);
        Assert.Equal("node-a", settled.Announcer);
        Assert.True(settled.Epoch.CompareTo(new Epoch(77)) > 0, "epochs count on from what the agent had");
        Assert.Empty(await DesiredAsync("node-b"));
    }

    [Fact]
    public async Task Is_not_won_by_the_first_agent_to_return_while_its_announcer_is_still_on_its_way()
    {
        var all = _host.Views.Current;
        _host.Views.Current = all with { AreAgentsSettled = false, Agents = ["node-b"] };
        await _host.Grains.GetGrain<INodeGrain>("node-b").ConnectAsync([], default);
        await Address.AnnounceAsync(Backing(), default);
        var early = await DesiredAsync("node-b");

        await _host.Grains.GetGrain<INodeGrain>("node-a").ConnectAsync([Observation(new Epoch(77))], default);
        _host.Views.Current = all;
        await Address.RefreshAsync(default);

        Assert.Empty(early);
        Assert.Equal("node-a", (await Address.DescribeAsync(default)).Announcer);
        Assert.Empty(await DesiredAsync("node-b"));
    }

    [Fact]
    public async Task Ends_on_an_agent_that_announces_what_no_service_holds_any_more()
    {
        _host.Views.Current = _host.Views.Current with { AreAgentsSettled = false };
        await _host.Grains.GetGrain<INodeGrain>("node-b").ConnectAsync([Observation(new Epoch(77))], default);
        var kept = await DesiredAsync("node-b");

        _host.Views.Current = _host.Views.Current with { AreAgentsSettled = true };
        await Address.RefreshAsync(default);

        Assert.Single(kept);
        Assert.Empty(await DesiredAsync("node-b"));
        // What its agent told of the address, a conflict say, is over.
        Assert.Null(Assert.Single(_host.Services.Announcements).Announcer);
    }

    [Fact]
    public async Task An_agent_with_a_newer_epoch_than_the_order_makes_the_address_count_on_from_it()
    {
        await Address.AnnounceAsync(Backing(), default);
        var ahead = new Epoch((await Address.DescribeAsync(default)).Epoch.Value + 1000);

        await _host.Grains.GetGrain<INodeGrain>("node-a").ConnectAsync([Observation(ahead)], default);
        await Address.RefreshAsync(default);

        var description = await Address.DescribeAsync(default);
        Assert.Equal("node-a", description.Announcer);
        Assert.True(description.Epoch.CompareTo(ahead) >= 0);
    }

    [Fact]
    public async Task A_shared_address_is_announced_as_long_as_one_of_its_services_is()
    {
        var second = Backing() with { Service = new ServiceKey("default", "second"), HasServingEndpoint = false };
        await Address.AnnounceAsync(Backing(), default);
        await Address.AnnounceAsync(second, default);
        var description = await Address.DescribeAsync(default);
        Assert.NotNull(description.Announcer);
        // O-149: the gauge counts what an event and a status were made for.
        Assert.Equal(Backing().Service, Assert.Single(description.Services));
        Assert.DoesNotContain(_host.Services.Events, told => told.Service == second.Service);

        await Address.WithdrawAsync(Backing().Service, default);

        Assert.Null((await Address.DescribeAsync(default)).Announcer);
    }

    /// <summary>T-107: Services that share an address are told the same announcer, each once.</summary>
    [Fact]
    public async Task A_service_that_joins_a_shared_address_is_told_who_announces_it()
    {
        var second = Backing() with { Service = new ServiceKey("default", "second") };
        await Address.AnnounceAsync(Backing(), default);
        await Address.AnnounceAsync(second, default);
        await Address.AnnounceAsync(second, default);

        Assert.Equal(
            [(Backing().Service, "nodeAssigned:node-a"), (second.Service, "nodeAssigned:node-a")], _host.Services.Events);
    }

    private static ServiceBacking Backing() => new()
    {
        Service = new ServiceKey("default", "nginx"),
        Pool = "first-pool",
        HasServingEndpoint = true,
        ServingNodes = ["node-a", "node-b", "node-c"],
        ElectionAddress = VipAddress,
    };

    private static AddressObservation Observation(Epoch epoch) =>
        new(VipAddress, epoch, ["eth0"], 0, 0, 0, false);

    /// <summary>An agent of the node connects and runs what it is ordered to.</summary>
    private async Task RunOrdersAsync(string node)
    {
        var grain = _host.Grains.GetGrain<INodeGrain>(node);
        var state = await grain.ConnectAsync([], default);
        await grain.AcknowledgeAsync(state.Session, state.Version, [], default);
    }

    private async Task<ImmutableArray<AddressOrder>> DesiredAsync(string node) =>
        (await _host.Grains.GetGrain<INodeGrain>(node).DescribeAsync(default)).Desired;
}
