using System.Text;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Election;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Tests.Silo.Support;
using Body = MetalOrleans.Agent.Contracts.SiloMessage.BodyOneofCase;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>How addresses move from node to node, seen from the agents' side and on the API server.</summary>
public sealed class AnnouncementTests : IAsyncLifetime
{
    private readonly string _directory = StandaloneSilo.NewDirectory();
    private StandaloneSilo _silo = null!;

    /// <summary>Nobody stops because somebody is late: what a test sees was caused by a message.</summary>
    public async Task InitializeAsync() => _silo = await StandaloneSilo.StartAsync(
        _directory, new Layer2Options { HandOverTimeout = TimeSpan.FromMinutes(10), HoldDown = TimeSpan.FromHours(1) });

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_stopping_agent_is_told_to_be_silent_when_the_next_announcer_has_acknowledged()
    {
        await using var leaving = await ServeOnAsync("node1");
        await using var staying = await RawAgent.JoinAsync(_silo, "node2");
        await BothNodesAsync();

        await leaving.SayAsync(new AgentMessage { Goodbye = new Goodbye { Reason = "SIGTERM" } });
        var (version, order) = await HearOrderAsync(staying);
        var withdrawn = leaving.HearWithdrawalsAsync();
        var wasEarly = withdrawn.IsCompletedSuccessfully;
        await staying.AcknowledgeAsync(version);

        Assert.False(wasEarly, "make before break");
        Assert.Equal(order.Address, Assert.Single(await withdrawn).Address);
    }

    [Fact]
    public async Task Lost_carrier_on_the_announcing_link_moves_the_address_at_once_and_on_another_link_it_does_not()
    {
        await using var first = await ServeOnAsync("node1");
        await first.SayInterfaceAsync("eth0", carrier: true);
        await first.SayInterfaceAsync("ctl0", carrier: true, subnet: 99);
        await using var second = await RawAgent.JoinAsync(_silo, "node2");

        await first.SayInterfaceAsync("ctl0", carrier: false, subnet: 99);
        await first.SayInterfaceAsync("eth0", carrier: false);
        var (_, order) = await HearOrderAsync(second);

        // The second epoch of the silo's term: nothing moved when the other link went.
        Assert.Equal(2UL, order.Epoch & 0xff);
    }

    // IPv6 is switched off on the announcer's link, or its link-local address is somebody else's too.
    [Fact]
    public async Task A_dual_stack_Service_has_two_announcers_while_one_node_cannot_announce_IPv6()
    {
        var names = L2Election.Rank([("node1", 0), ("node2", 0)], Address.Parse("192.168.1.240"));
        await using var announcer = await RawAgent.JoinAsync(_silo, names[0]);
        await using var other = await RawAgent.JoinAsync(_silo, names[1]);
        await announcer.SayInterfaceAsync("eth0", carrier: true);
        await other.SayInterfaceAsync("eth0", carrier: true);
        await BothNodesAsync();
        await _silo.ServeDualStackAsync("nginx", "node1", "node2");
        await _silo.Client.WaitForAsync<ServiceL2Status>("the announcer's", found => found is [{ Status.Node: { } node }] && node == names[0]);

        await announcer.SayInterfaceAsync("eth0", carrier: true, answersNdp: false);
        var moved = await other.HearOrderAsync();
        var statuses = await _silo.Client.WaitForAsync<ServiceL2Status>("one for each node", found => found.Length == 2 && found.All(item => item.Status is not null));

        Assert.Equal(16, moved.Address.Length);
        Assert.Equal(["node1", "node2"], statuses.Select(status => status.Status!.Node).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Draining_a_node_moves_its_addresses_and_the_service_keeps_them()
    {
        await using var first = await ServeOnAsync("node1");
        await using var second = await RawAgent.JoinAsync(_silo, "node2");
        await BothNodesAsync();

        await AnnotateAsync("node1", NodeMapping.Drain, "true");
        var (version, order) = await HearOrderAsync(second);
        await second.AcknowledgeAsync(version);
        var withdrawn = await first.HearWithdrawalsAsync();

        Assert.Equal(order.Address, Assert.Single(withdrawn).Address);
        var service = await _silo.Client.GetAsync<Service>(new ObjectKey("default", "nginx"), default);
        Assert.Equal("192.168.1.240", Assert.Single(service.Status!.LoadBalancer!.Ingress!).IP);
    }

    [Fact]
    public async Task A_returning_node_gets_nothing_back_during_its_hold_down_until_an_operator_asks()
    {
        var nodes = new[] { "node1", "node2" };
        var agents = new List<RawAgent> { await RawAgent.JoinAsync(_silo, nodes[0]), await RawAgent.JoinAsync(_silo, nodes[1]) };
        await _silo.ServeAsync("nginx", nodes);
        var orders = agents.ConvertAll(HearOrderAsync);
        var announcer = orders.IndexOf(await Task.WhenAny(orders));
        await agents[announcer].DisposeAsync();
        var (_, takeover) = await orders[1 - announcer];

        await using var back = await RawAgent.JoinAsync(_silo, nodes[announcer]);
        await _silo.Client.WaitForAsync<Node>("both nodes", found => found.Length == 2);
        await AnnotateAsync(nodes[announcer], NodeMapping.Rebalance, "now");
        var (_, order) = await HearOrderAsync(back);

        // The very next epoch: its return alone moved nothing.
        Assert.Equal(takeover.Epoch + 1, order.Epoch);
        await agents[1 - announcer].DisposeAsync();
    }

    [Fact]
    public async Task The_cluster_shows_who_announces_and_shows_nobody_when_nobody_does() // C-130 to C-133, L-103, Q-15
    {
        var first = await ServeOnAsync("node1");
        var before = Assert.Single(await StatusesAsync("node1"));
        await using var second = await RawAgent.JoinAsync(_silo, "node2");
        await first.DisposeAsync();
        var after = Assert.Single(await StatusesAsync("node2"));
        var events = await _silo.Client.WaitForAsync<Event>(
            "an event for each node", found => found.Count(item => item.Reason == "nodeAssigned") >= 2);

        await _silo.Client.DeleteAsync<Service>(new ObjectKey("default", "nginx"), DeletePreconditions.None, default);
        await _silo.Client.WaitForAsync<ServiceL2Status>("none", found => found.IsEmpty);

        Assert.StartsWith("l2-", before.Metadata.Name, StringComparison.Ordinal);
        Assert.NotEqual(before.Metadata.Uid, after.Metadata.Uid);
        Assert.Equal("nginx", after.Status!.ServiceName);
        Assert.Equal("default", after.Metadata.Labels![ServiceL2Status.ServiceNamespaceLabel]);
        Assert.Equal(
            ["announcing from node \"node1\" with protocol \"layer2\"", "announcing from node \"node2\" with protocol \"layer2\""],
            events.Where(item => item.Reason == "nodeAssigned").Select(item => item.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_the_cluster_shows_is_put_right_after_a_restart_of_the_silo() // C-133
    {
        await using (await ServeOnAsync("node1"))
        {
            await StatusesAsync("node1");
        }

        await _silo.StopAsync();
        await _silo.DisposeAsync();
        _silo = await StandaloneSilo.StartAsync(_directory);
        await using var other = await RawAgent.JoinAsync(_silo, "node2");

        Assert.Single(await StatusesAsync("node2"));
    }

    [Fact]
    public async Task An_announcer_without_the_interfaces_of_the_advertisement_is_an_event_and_no_move() // L-054
    {
        await using var first = await ServeOnAsync("node1");
        await using var second = await RawAgent.JoinAsync(_silo, "node2");
        var missing = new ObservedState();
        missing.Announcements.Add(new AnnouncementState
        {
            Address = Google.Protobuf.ByteString.CopyFrom(192, 168, 1, 240),
            Epoch = 1,
            InterfacesMissing = true,
        });

        await first.SayAsync(new AgentMessage { ObservedState = missing });
        var events = await _silo.Client.WaitForAsync<Event>(
            "a warning", found => found.Any(item => item.Reason == "announceFailed"));

        Assert.Equal(
            "the interfaces specified by LB IP \"192.168.1.240\" doesn't exist in assigned node \"node1\" with protocol \"layer2\"",
            events.Single(item => item.Reason == "announceFailed").Message);
        Assert.Single(await StatusesAsync("node1"));
    }

    private Task<System.Collections.Immutable.ImmutableArray<ServiceL2Status>> StatusesAsync(string node) =>
        _silo.Client.WaitForAsync<ServiceL2Status>(
            $"the one of {node}", found => found is [{ Status.Node: { } announcer }] && announcer == node);

    /// <summary>An agent that is the only one, and announces the only address.</summary>
    /// <summary>Until both are there, the address has nowhere else to go.</summary>
    private Task BothNodesAsync() => _silo.Client.WaitForAsync<Node>("both nodes", nodes => nodes.Length == 2);

    private async Task<RawAgent> ServeOnAsync(string node)
    {
        var agent = await RawAgent.JoinAsync(_silo, node);
        await _silo.ServeAsync("nginx", "node1", "node2");
        var (version, _) = await HearOrderAsync(agent);
        await agent.AcknowledgeAsync(version);
        return agent;
    }

    private static async Task<(ulong Version, Announcement Order)> HearOrderAsync(RawAgent agent)
    {
        while (true)
        {
            var difference = (await agent.HearAsync(Body.Difference)).Difference;
            if (difference.Announced.Count > 0)
            {
                return (difference.ToVersion, Assert.Single(difference.Announced));
            }
        }
    }

    private Task<Node> AnnotateAsync(string node, string key, string value) => _silo.Client.PatchAsync<Node>(
        new ObjectKey("", node),
        Patch.Merge(Encoding.UTF8.GetBytes($$$$"""{"metadata":{"annotations":{"{{{{key}}}}":"{{{{value}}}}"}}}""")),
        default);
}
