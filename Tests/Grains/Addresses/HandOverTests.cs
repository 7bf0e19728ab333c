using System.Collections.Immutable;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Tests.Grains.Support;
using MetalOrleans.Tests.Support;
using VirtualAddress = MetalOrleans.Domain.Addressing.Address;

namespace MetalOrleans.Tests.Grains.Addresses;

/// <summary>
/// Make before break: who announced goes on until the next one has acknowledged. For 192.168.1.240 the order is node-a,
/// node-c, node-b.
/// </summary>
public sealed class HandOverTests : IAsyncLifetime
{
    private const string Vip = "192.168.1.240";
    private static readonly TimeSpan Timeout = ClusterView.Empty.L2Policy.HandOverTimeout;

    private readonly ManualTimeProvider _time = new();
    private GrainHost _host = null!;

    private IAddressGrain Address => _host.Grains.GetGrain<IAddressGrain>(Vip);

    public async Task InitializeAsync() => _host = await GrainHost.StartAsync(
        GrainHost.View("192.168.1.240-192.168.1.250", "node-a", "node-b", "node-c"), _time);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_planned_move_silences_the_old_announcer_only_after_the_new_one_has_acknowledged()
    {
        var (next, order) = await DrainFirstAsync();
        var before = await OrdersOfAsync("node-a");

        await Node("node-c").AcknowledgeAsync(next.Session, order.ToVersion, [], default);
        await Address.RefreshAsync(default);

        Assert.Single(before);
        Assert.Empty(await OrdersOfAsync("node-a"));
        Assert.Equal("node-c", (await Address.DescribeAsync(default)).Announcer);
    }

    [Fact]
    public async Task An_announcer_that_does_not_acknowledge_does_not_keep_the_old_one_for_ever()
    {
        await DrainFirstAsync();
        var stopped = await WaitingForWithdrawalAsync("node-a");

        _time.Advance(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.Single(await OrdersOfAsync("node-a"));
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(Vip, Assert.Single((await stopped).Withdrawn).Address.ToString());
    }

    [Fact]
    public async Task A_new_announcer_that_dies_gives_way_to_the_next_and_both_others_stop()
    {
        await DrainFirstAsync();
        var third = await Node("node-b").ConnectAsync([], default);

        _host.Views.Current = _host.Views.Current with { Agents = _host.Views.Current.Agents.Remove("node-c") };
        await Address.RefreshAsync(default);
        var kept = await OrdersOfAsync("node-a");
        var order = await Node("node-b").WaitForChangesAsync(third.Session, third.Version, default);
        await Node("node-b").AcknowledgeAsync(third.Session, order.ToVersion, [], default);
        await Address.RefreshAsync(default);

        Assert.Single(kept);
        Assert.Empty(await OrdersOfAsync("node-a"));
        Assert.Empty(await OrdersOfAsync("node-c"));
        Assert.Single(await OrdersOfAsync("node-b"));
    }

    [Fact]
    public async Task A_move_that_is_taken_back_leaves_the_first_announcer_with_a_newer_order()
    {
        await DrainFirstAsync();
        var during = Assert.Single(await OrdersOfAsync("node-c"));

        Drain();
        await Address.RefreshAsync(default);

        Assert.True(Assert.Single(await OrdersOfAsync("node-a")).Epoch.CompareTo(during.Epoch) > 0);
        Assert.Equal("node-a", (await Address.DescribeAsync(default)).Announcer);
    }

    [Fact]
    public async Task An_acknowledgement_of_an_earlier_order_ends_nothing()
    {
        var (next, order) = await DrainFirstAsync();
        Drain("node-a", "node-c");
        await Address.RefreshAsync(default);

        await Node("node-c").AcknowledgeAsync(next.Session, order.ToVersion, [], default);
        await Address.RefreshAsync(default);

        Assert.Equal("node-b", (await Address.DescribeAsync(default)).Announcer);
        Assert.Single(await OrdersOfAsync("node-a"));
        Assert.Single(await OrdersOfAsync("node-c"));
    }

    [Fact]
    public async Task The_first_announcer_of_an_address_is_told_that_it_is_new_and_the_next_is_not()
    {
        await Address.AnnounceAsync(Backing(), default);
        Assert.True(Assert.Single(await OrdersOfAsync("node-a")).IsNew);

        _host.Views.Current = _host.Views.Current with { Agents = ["node-b"] };
        await Address.RefreshAsync(default);

        Assert.False(Assert.Single(await OrdersOfAsync("node-b")).IsNew);
    }

    // A silo that was held up for seconds loses all agents, which went on announcing, and finds them again one after the other.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_announcer_that_is_away_while_nobody_else_can_announce_finds_its_order_as_it_was(bool isLocal)
    {
        await Address.AnnounceAsync(
            isLocal ? Backing() with { IsTrafficPolicyLocal = true, ServingNodes = ["node-a"] } : Backing(), default);
        var before = await Address.DescribeAsync(default);
        var all = _host.Views.Current;

        _host.Views.Current = all with { Agents = isLocal ? ["node-b", "node-c"] : [] };
        await Address.RefreshAsync(default);
        var away = await Address.DescribeAsync(default);
        Assert.Null(away.Announcer);
        Assert.Equal(isLocal ? "NoLocalEndpoint" : "NoUsableNode", away.Refusal);
        Assert.Null(_host.Services.Announcements.Last().Announcer);
        Assert.Single(await OrdersOfAsync("node-a"));

        _host.Views.Current = all;
        await Address.RefreshAsync(default);

        var after = await Address.DescribeAsync(default);
        Assert.Equal(("node-a", before.Epoch), (after.Announcer, after.Epoch));
        Assert.Equal("node-a", _host.Services.Announcements.Last().Announcer);
    }

    [Fact]
    public async Task An_announcer_that_is_away_is_relieved_by_the_first_node_that_can_announce_without_a_probe()
    {
        await Address.AnnounceAsync(Backing(), default);
        var all = _host.Views.Current;
        _host.Views.Current = all with { Agents = [] };
        await Address.RefreshAsync(default);

        _host.Views.Current = all with { Agents = ["node-b"] };
        await Address.RefreshAsync(default);

        Assert.Equal("node-b", (await Address.DescribeAsync(default)).Announcer);
        Assert.False(Assert.Single(await OrdersOfAsync("node-b")).IsNew);
    }

    [Fact]
    public async Task An_announcer_that_is_away_loses_its_order_with_the_Service()
    {
        await Address.AnnounceAsync(Backing(), default);
        _host.Views.Current = _host.Views.Current with { Agents = [] };
        await Address.RefreshAsync(default);

        await Address.WithdrawAsync(Backing().Service, default);

        Assert.Empty(await OrdersOfAsync("node-a"));
    }

    [Fact]
    public async Task Nothing_is_ordered_and_no_epoch_rises_while_nothing_moves() // invariant 10
    {
        await Address.AnnounceAsync(Backing(), default);
        var before = await Address.DescribeAsync(default);

        _host.Views.Current = _host.Views.Current with { HeldNodes = ["node-a", "node-b"] };
        await Address.RefreshAsync(default);
        await Address.ReconsiderAsync(default);

        Assert.Equal(before.Epoch, (await Address.DescribeAsync(default)).Epoch);
        Assert.Single(_host.Services.Announcements);
    }

    [Fact]
    public async Task An_address_that_was_never_held_before_need_not_wait_for_agents_to_return() // decision 0003
    {
        _host.Views.Current = _host.Views.Current with { AreAgentsSettled = false };

        await Address.AnnounceAsync(Backing() with { IsNewlyAssigned = true }, default);

        Assert.Equal("node-a", (await Address.DescribeAsync(default)).Announcer);
    }

    [Fact]
    public async Task An_announcer_that_returned_and_failed_is_replaced_before_all_others_are_back() // decision 0003
    {
        _host.Views.Current = _host.Views.Current with { AreAgentsSettled = false };
        await Node("node-b").ConnectAsync([Observation(77)], default);
        await Address.AnnounceAsync(Backing(), default);
        Assert.Equal("node-b", (await Address.DescribeAsync(default)).Announcer);

        _host.Views.Current = _host.Views.Current with { Agents = ["node-c"] };
        await Address.RefreshAsync(default);

        Assert.Equal("node-c", (await Address.DescribeAsync(default)).Announcer);
    }

    [Fact]
    public async Task Of_two_agents_that_announce_after_a_silos_start_the_one_with_the_newer_order_goes_on()
    {
        _host.Views.Current = _host.Views.Current with { AreAgentsSettled = false };
        await Node("node-b").ConnectAsync([Observation(77)], default);
        await Node("node-c").ConnectAsync([Observation(78)], default);

        // The one-way messages have been taken in when the next call is answered.
        Assert.Equal("node-c", (await Address.DescribeAsync(default)).Announcer);
        Assert.Empty(await OrdersOfAsync("node-b"));
        Assert.Single(await OrdersOfAsync("node-c"));
    }

    [Fact]
    public async Task An_agent_that_yielded_gets_a_newer_order_when_it_is_still_the_announcer()
    {
        await Address.AnnounceAsync(Backing(), default);
        var order = Assert.Single(await OrdersOfAsync("node-a"));

        await Node("node-a").ConnectAsync([Observation(order.Epoch.Value) with { Standing = AddressStanding.Yielded }], default);
        await Address.RefreshAsync(default);

        Assert.True(Assert.Single(await OrdersOfAsync("node-a")).Epoch.CompareTo(order.Epoch) > 0);
    }

    // Between its hello and the snapshot an agent still has no silo: its hello said that it announces.
    [Fact]
    public async Task An_agent_that_yielded_after_its_hello_gets_a_newer_order_too()
    {
        await Address.AnnounceAsync(Backing(), default);
        var order = Assert.Single(await OrdersOfAsync("node-a"));
        var session = await Node("node-a").ConnectAsync([Observation(order.Epoch.Value)], default);
        var yielded = Observation(order.Epoch.Value) with { Standing = AddressStanding.Yielded };

        await Node("node-a").ReportAsync(session.Session, [yielded], default);
        await Address.RefreshAsync(default);
        var newer = Assert.Single(await OrdersOfAsync("node-a"));
        await Node("node-a").ReportAsync(session.Session, [yielded with { RequestsReceived = 1 }], default);
        await Address.RefreshAsync(default);

        Assert.True(newer.Epoch.CompareTo(order.Epoch) > 0, "only a newer order ends a yield");
        Assert.Equal(newer.Epoch, Assert.Single(await OrdersOfAsync("node-a")).Epoch);
    }

    [Fact]
    public async Task An_agent_that_yielded_is_not_the_announcer_to_go_on_with_after_a_silos_start()
    {
        _host.Views.Current = _host.Views.Current with { AreAgentsSettled = false };
        await Node("node-b").ConnectAsync([Observation(78) with { Standing = AddressStanding.Yielded }], default);
        await Node("node-c").ConnectAsync([Observation(77)], default);

        Assert.Equal("node-c", (await Address.DescribeAsync(default)).Announcer);
        Assert.Empty(await OrdersOfAsync("node-b"));
    }

    [Fact]
    public async Task What_the_announcer_finds_out_about_an_address_is_told_once()
    {
        var session = await Node("node-a").ConnectAsync([], default);
        await Address.AnnounceAsync(Backing(), default);
        var conflict = Observation(1) with { Standing = AddressStanding.Conflict };

        await Node("node-a").ReportAsync(session.Session, [conflict], default);
        await Node("node-a").ReportAsync(session.Session, [conflict with { RequestsReceived = 1 }], default);

        Assert.Single(_host.Services.Events, told => told.Reason == "Conflict:node-a");
    }

    // Nobody has shown that the address is free: whoever gets it next must not take it for a hand-over.
    [Fact]
    public async Task An_address_that_a_stranger_holds_is_probed_for_by_the_next_announcer_too()
    {
        var session = await Node("node-a").ConnectAsync([], default);
        await Address.AnnounceAsync(Backing(), default);
        await Node("node-a").ReportAsync(
            session.Session, [Observation(1) with { Standing = AddressStanding.Conflict }], default);

        _host.Views.Current = _host.Views.Current with { Agents = ["node-b", "node-c"] };
        await Address.RefreshAsync(default);
        var probed = Assert.Single(await OrdersOfAsync("node-c"));
        _host.Views.Current = _host.Views.Current with { Agents = ["node-b"] };
        await Address.RefreshAsync(default);

        Assert.True(probed.IsNew);
        Assert.False(Assert.Single(await OrdersOfAsync("node-b")).IsNew);
    }

    [Fact]
    public async Task An_address_of_a_node_is_refused_and_told_once()
    {
        _host.Views.Current = _host.Views.Current with { NodeAddresses = [VirtualAddress.Parse(Vip)] };

        await Address.AnnounceAsync(Backing(), default);
        await Address.RefreshAsync(default);

        Assert.Equal("NodeAddress", (await Address.DescribeAsync(default)).Refusal);
        Assert.Equal("NodeAddress", Assert.Single(_host.Services.Events).Reason);
    }

    /// <summary>Announces on node-a, then drains it: node-c has the order and has not acknowledged it.</summary>
    private async Task<(DesiredState Session, DesiredStateChange Order)> DrainFirstAsync()
    {
        await Address.AnnounceAsync(Backing(), default);
        var session = await Node("node-c").ConnectAsync([], default);
        Drain("node-a");
        await Address.RefreshAsync(default);
        return (session, await Node("node-c").WaitForChangesAsync(session.Session, session.Version, default));
    }

    private void Drain(params string[] nodes)
    {
        var view = _host.Views.Current;
        _host.Views.Current = view with
        {
            Nodes = view.Nodes.SetItems(view.Nodes.Select(node =>
                KeyValuePair.Create(node.Key, node.Value with { IsDraining = nodes.Contains(node.Key) }))),
        };
    }

    private async Task<Task<DesiredStateChange>> WaitingForWithdrawalAsync(string node)
    {
        var session = await Node(node).ConnectAsync([], default);
        return Node(node).WaitForChangesAsync(session.Session, session.Version, default)
            .WithinAsync("waiting", node, "a withdrawal");
    }

    private INodeGrain Node(string name) => _host.Grains.GetGrain<INodeGrain>(name);

    private async Task<ImmutableArray<AddressOrder>> OrdersOfAsync(string node) => (await Node(node).DescribeAsync(default)).Desired;

    private static AddressObservation Observation(ulong epoch) =>
        new(VirtualAddress.Parse(Vip), new Epoch(epoch), ["eth0"], 0, 0, 0, false);

    private static ServiceBacking Backing() => new()
    {
        Service = new ServiceKey("default", "nginx"),
        Pool = "first-pool",
        HasServingEndpoint = true,
        ElectionAddress = VirtualAddress.Parse(Vip),
    };
}
