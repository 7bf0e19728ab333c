using System.Net.WebSockets;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Silo.Support;
using Body = MetalOrleans.Agent.Contracts.SiloMessage.BodyOneofCase;

namespace MetalOrleans.Tests.Silo.Gateway;

/// <summary>A whole silo, its embedded API server, its grains and its gateway, seen from the agents' side.</summary>
public sealed class AgentLinkTests : IAsyncLifetime
{
    private static readonly Address Vip = Address.Parse("192.168.1.240");

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private StandaloneSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await StandaloneSilo.StartAsync(_directory);

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task The_elected_agent_is_ordered_to_announce_and_the_other_takes_over_when_its_connection_closes()
    {
        var agents = new Dictionary<string, RawAgent>
        {
            ["node1"] = await RawAgent.JoinAsync(_silo, "node1"),
            ["node2"] = await RawAgent.JoinAsync(_silo, "node2"),
        };
        await _silo.ServeAsync("nginx", "node1", "node2");
        var orders = agents.ToDictionary(agent => agent.Key, agent => agent.Value.HearOrderAsync());
        var first = await Task.WhenAny(orders.Values);
        var announcer = orders.Single(order => order.Value == first).Key;
        var other = orders.Keys.Single(node => node != announcer);

        await agents[announcer].DisposeAsync();
        var takeover = await orders[other];

        Assert.Equal(Vip.ToBytes(), (await first).Address.ToByteArray());
        Assert.Equal(Vip.ToBytes(), takeover.Address.ToByteArray());
        Assert.True(takeover.Epoch > (await first).Epoch, "epochs never go back (invariant 3)");
        await agents[other].DisposeAsync();
    }

    [Fact]
    public async Task An_agent_that_falls_silent_is_taken_for_dead_though_its_connection_stays()
    {
        await using var hanging = await RawAgent.JoinAsync(_silo, "node1");
        await _silo.ServeAsync("nginx", "node1", "node2");
        var first = await hanging.HearOrderAsync();
        await hanging.FallSilentAsync();

        await using var living = await RawAgent.JoinAsync(_silo, "node2");
        var takeover = await living.HearOrderAsync();

        Assert.True(takeover.Epoch > first.Epoch);
    }

    [Fact]
    public async Task An_agent_that_says_goodbye_hears_its_withdrawal_only_after_another_was_ordered()
    {
        await using var leaving = await RawAgent.JoinAsync(_silo, "node1");
        await _silo.ServeAsync("nginx", "node1", "node2");
        await leaving.HearOrderAsync();
        await using var staying = await RawAgent.JoinAsync(_silo, "node2");

        await leaving.SayAsync(new AgentMessage { Goodbye = new Goodbye { Reason = "SIGTERM" } });
        var withdrawal = (await leaving.HearWithdrawalsAsync()).Single();

        // Make before break: the order has the withdrawal's epoch, so it was given first.
        var order = await staying.HearOrderAsync();
        Assert.True(order.Epoch >= withdrawal.Epoch || order.Address.Equals(withdrawal.Address));
    }

    // design.md section 6, yield: an agent must tell another member from a stranger.
    [Fact]
    public async Task Agents_learn_the_link_layer_addresses_of_the_others_as_they_come_and_change()
    {
        await using var first = await RawAgent.JoinAsync(_silo, "node1");
        await first.SayAsync(Uses("eth0", 1));
        var second = await RawAgent.JoinAsync(_silo, "node2");

        var known = (await second.HearAsync(Body.MemberChange)).MemberChange.Joined.Single();
        await second.SayAsync(Uses("eth0", 2));
        var joined = (await first.HearAsync(Body.MemberChange)).MemberChange.Joined.Single();
        await second.SayAsync(Uses("eth1", 3));
        var changed = (await first.HearAsync(Body.MemberChange)).MemberChange.Joined.Single();
        await second.DisposeAsync();
        await _silo.Client.DeleteAsync<Node>(new ObjectKey("", "node2"), default, default);
        var left = (await first.HearAsync(Body.MemberChange)).MemberChange.Left.Single();

        Assert.Equal(("node1", 1), (known.NodeName, known.Macs.Single()[5]));
        Assert.Equal(("node2", 2), (joined.NodeName, joined.Macs.Single()[5]));
        Assert.Equal([2, 3], changed.Macs.Select(mac => (int)mac[5]));
        Assert.Equal("node2", left);
    }

    [Fact]
    public async Task A_token_that_this_silo_did_not_make_is_answered_401()
    {
        var failure = await Assert.ThrowsAsync<WebSocketException>(
            () => RawAgent.ConnectAsync(_silo.Options, "mo1.bm9kZTE.bm90LWEtbWFj"));

        Assert.Contains("401", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_can_speak_for_its_own_node_only()
    {
        await using var agent = await RawAgent.ConnectAsync(_silo.Options, _silo.TokenFor("node1"));

        await agent.SayHelloAsync("node2");
        var refusal = (await agent.HearAsync(Body.Refusal)).Refusal;

        Assert.Equal(Refusal.Types.Reason.NodeName, refusal.Reason);
        Assert.Contains("'node2'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'node1'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_that_restarts_leaves_an_address_with_the_agent_that_announces_it()
    {
        var agent = await RawAgent.JoinAsync(_silo, "node1");
        await _silo.ServeAsync("nginx", "node1");
        var order = await agent.HearOrderAsync();
        await agent.DisposeAsync();

        var exitCode = await _silo.StopAsync();
        await _silo.DisposeAsync();
        _silo = await StandaloneSilo.StartAsync(_directory);
        await using var back = await RawAgent.JoinAsync(
            _silo, "node1", new AnnouncementState { Address = order.Address, Epoch = order.Epoch });
        var snapshot = (await back.HearAsync(Body.Snapshot)).Snapshot;

        // decision 0003: the very first thing it hears is to go on.
        Assert.Equal(0, exitCode);
        Assert.Equal(order.Address, Assert.Single(snapshot.Announcements).Address);
        Assert.True(snapshot.Announcements[0].Epoch >= order.Epoch);
    }

    private static AgentMessage Uses(string name, byte last) => new()
    {
        ObservedState = new ObservedState
        {
            Interfaces = { new InterfaceState { Name = name, Mac = ByteString.CopyFrom(2, 0, 0, 0, 0, last) } },
        },
    };
}
