using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>The real agent process on a real link layer, with frames of a real client.</summary>
[Trait("Needs", "Root")]
public sealed class AgentTests(ITestOutputHelper output)
{
    private const string Address = AgentLab.Announced;
    private const string Other = "192.0.2.11";

    // L-070, L-071: exactly one answer, from the interface's own address.
    [RootFact("arping")]
    public async Task Arping_finds_exactly_one_station()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, _) = await lab.StartSessionAsync(Order(Address));
        await AgentLab.LineAsync(agent, "created ARP responder for interface eth0");

        var mac = lab.Node.Mac.ToString();
        var result = await lab.Client.Host.Inside(new CommandLine("arping", ["-C", "3", "-c", "3", "-W", "0.05", "-r", Address]))
            .RunAsync(default);

        Assert.Equal([mac, mac, mac], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [RootFact]
    public async Task Answers_broadcast_and_unicast_requests_and_only_for_what_is_announced()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync(Order(Address));
        var node = lab.Node.Mac;

        // The unannounced address is asked for first: its answer would come before the others.
        lab.Station.Ask(Other);
        lab.Station.Ask(Other, node);
        var broadcast = await lab.Station.ResolveAsync(Address);
        var unicast = await lab.Station.ResolveAsync(Address, node);

        Assert.Equal(ArpFrame.ReplyTo(
            new ArpPacket(
                ArpOperation.Request, lab.Station.Mac, ArpStation.Address("192.0.2.1"), default, ArpStation.Address(Address)),
            node), broadcast);
        Assert.Equal(broadcast, unicast);
        Assert.DoesNotContain(lab.Station.Heard, heard => heard.Frame.Packet.SenderAddress == ArpStation.Address(Other));

        await session.AnnounceAsync(Order(Other));
        Assert.Equal(node, (await lab.Station.ResolveAsync(Other)).Source);
    }

    // RFC 5227: somebody who probes for the address before taking it hears that it is in use.
    [RootFact]
    public async Task Defends_an_address_against_a_probe()
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.StartSessionAsync(Order(Address));

        lab.Station.Send(ArpFrame.Probe(ArpStation.Address(Address), lab.Station.Mac));

        await lab.Station.WaitAsync(
            frame => frame.Destination == lab.Station.Mac && frame.Packet.SenderAddress == ArpStation.Address(Address),
            "an answer to the probe");
    }

    [RootFact]
    public async Task Stops_answering_when_the_address_is_withdrawn_and_sends_nothing_then()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync(Order(Address, epoch: 3), Order(Other));
        await lab.Station.ResolveAsync(Address);

        await session.WithdrawAsync(Address, epoch: 4);
        var from = lab.Station.Heard.Count;
        lab.Station.Ask(Address);
        await lab.Station.ResolveAsync(Other);

        Assert.DoesNotContain(
            lab.Station.Heard.Skip(from), heard => heard.Frame.Packet.SenderAddress == ArpStation.Address(Address));
    }

    // L-072, L-090: five rounds of a request and a reply, 1100 ms apart, and then nothing.
    [RootFact]
    [Trait("Ref", "L-090")]
    public async Task Sends_ten_gratuitous_frames_in_five_rounds()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync();
        await session.AnnounceAsync(Order(Address));

        var reported = await session.WaitAsync(
            message => message.ObservedState?.Announcements.Any(state => state.GratuitousSent == 10) == true,
            "a report of ten gratuitous frames");

        var gratuitous = lab.Station.Heard.Where(heard => heard.Frame.Packet.IsGratuitous).ToList();
        var node = lab.Node.Mac;
        Assert.Equal(
            Enumerable.Repeat(
                new[]
                {
                    ArpFrame.GratuitousRequest(ArpStation.Address(Address), node),
                    ArpFrame.GratuitousReply(ArpStation.Address(Address), node),
                },
                5).SelectMany(round => round),
            gratuitous.Select(heard => heard.Frame));
        Assert.NotNull(reported);

        // A busy machine hears a round late, the first one too, so this only tells a schedule from a burst;
        // GratuitousScheduleTests knows the exact times.
        Assert.InRange(gratuitous[^1].At - gratuitous[0].At, TimeSpan.FromMilliseconds(2 * 1_100), TimeSpan.MaxValue);
    }

    // From the silo's send to the neighbour's ear, so the loopback WebSocket, the agent's loop and the bridge are in it. On an
    // idle machine the median is well below a millisecond; the limit only tells a burst from a wait for some timer.
    [RootFact]
    public async Task Tells_the_neighbours_at_once()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync();
        var delays = new List<double>();
        for (var number = 100; number < 130; number++)
        {
            var target = ArpStation.Address($"192.0.2.{number}");
            var sent = lab.Station.Elapsed;
            await session.AnnounceAsync(Order($"192.0.2.{number}"));
            await lab.Station.WaitAsync(frame => frame.Packet.TargetAddress == target, $"a gratuitous frame for {target}");
            delays.Add((lab.Station.Heard.First(heard => heard.Frame.Packet.TargetAddress == target).At - sent).TotalMilliseconds);
        }

        delays.Sort();
        output.WriteLine($"announce to first frame heard: min {delays[0]:F2}, median {delays[15]:F2}, max {delays[^1]:F2} ms");
        Assert.InRange(delays[0], 0, 50);
    }

    // The neighbour's table flips on the gratuitous frames alone, although the old entry is fresh.
    [RootFact("ip")]
    public async Task A_linux_neighbour_follows_the_gratuitous_frames()
    {
        await using var lab = await AgentLab.CreateAsync();
        var node = lab.Node.Mac.ToString();
        await lab.Client.Host.ConfigureAsync(
            [$"neigh replace {Address} lladdr 02:00:00:00:00:99 nud reachable dev eth0"], default);

        await lab.StartSessionAsync(Order(Address));
        await lab.Station.WaitAsync(frame => frame.Packet.IsGratuitous, "a gratuitous frame");

        var shown = await lab.Client.Host.Inside(new CommandLine("ip", ["neigh", "show", Address])).RunAsync(default);
        Assert.Contains(node, shown.Output, StringComparison.Ordinal);
    }

    [RootFact]
    [Trait("Ref", "Invariant-3")]
    public async Task Ignores_an_order_older_than_the_one_it_follows()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync(Order(Address, epoch: 5));

        var acknowledgement = await session.WithdrawAsync(Address, epoch: 4);

        Assert.Equal(Octets(Address), Assert.Single(acknowledgement.Stale));
        await lab.Station.ResolveAsync(Address);
    }

    // Invariant 7: an agent needs nobody in order to keep what it has.
    [RootFact]
    [Trait("Ref", "Invariant-7")]
    public async Task Keeps_answering_when_its_silo_dies_and_tells_the_next_one()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, _) = await lab.StartSessionAsync(Order(Address, epoch: 5), Order(Other, epoch: 6));

        await lab.Silo.DisposeAsync();
        await AgentLab.LineAsync(agent, "2 addresses stay announced");
        await lab.Station.ResolveAsync(Address);
        await lab.RestartSiloAsync();
        var session = await lab.Silo.AcceptAsync();
        var hello = await session.GreetAsync(Order(Address, epoch: 5));

        Assert.Equal(
            [(Octets(Address), 5UL), (Octets(Other), 6UL)],
            hello.Announcements.Select(state => (state.Address, state.Epoch)).OrderBy(state => state.Epoch));

        // The new snapshot does not list the second address.
        var from = lab.Station.Heard.Count;
        lab.Station.Ask(Other);
        await lab.Station.ResolveAsync(Address);
        Assert.DoesNotContain(
            lab.Station.Heard.Skip(from), heard => heard.Frame.Packet.SenderAddress == ArpStation.Address(Other));
    }

    [RootFact]
    public async Task Takes_a_silent_silo_for_dead_and_keeps_answering()
    {
        await using var lab = await AgentLab.CreateAsync();
        var agent = lab.StartAgent();
        var session = await lab.Silo.AcceptAsync();
        session.MissedHeartbeats = 5;
        session.Beats = false;
        await session.GreetAsync(Order(Address));

        await AgentLab.LineAsync(agent, "was silent for");
        await lab.Station.ResolveAsync(Address);
        await (await lab.Silo.AcceptAsync()).GreetAsync(Order(Address));
    }

    // A planned hand-over is make before break: the old announcer answers until it is told to stop.
    [RootFact]
    public async Task On_SIGTERM_it_says_goodbye_and_answers_until_its_addresses_are_withdrawn()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, session) = await lab.StartSessionAsync(Order(Address, epoch: 5));

        agent.Signal(UnixSignal.Terminate);
        var goodbye = await session.WaitAsync(message => message.Goodbye is not null, "a goodbye");
        await lab.Station.ResolveAsync(Address);
        await session.WithdrawAsync(Address, epoch: 6);

        Assert.Equal("SIGTERM", goodbye.Goodbye.Reason);
        Assert.Equal(0, await agent.Exited.WithinAsync("stopping", "agent", "its end"));
    }

    [RootFact]
    public async Task On_SIGTERM_it_ends_after_a_second_when_nobody_takes_over()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, _) = await lab.StartSessionAsync(Order(Address));

        agent.Signal(UnixSignal.Terminate);

        Assert.Equal(0, await agent.Exited.WithinAsync("stopping", "agent", "its end", limit: TimeSpan.FromSeconds(5)));
    }

    [RootFact]
    public async Task Reads_the_token_at_each_connect_and_never_writes_it()
    {
        await using var lab = await AgentLab.CreateAsync();
        var file = Path.Combine(lab.Directory, "token");
        await File.WriteAllTextAsync(file, "first-secret\n");
        lab.Silo.RefuseWith = 401;
        var agent = lab.StartAgent("--token-file", file, "--log-level", "all");
        Assert.Equal("Bearer first-secret", await lab.Silo.Authorizations.Reader.ReadAsync());
        await AgentLab.LineAsync(agent, "status 401");

        await File.WriteAllTextAsync(file, "second-secret\n");
        lab.Silo.RefuseWith = 0;
        await (await lab.Silo.AcceptAsync()).GreetAsync(Order(Address));

        var headers = new List<string>();
        while (lab.Silo.Authorizations.Reader.TryRead(out var header))
        {
            headers.Add(header);
        }

        Assert.Equal("Bearer second-secret", headers[^1]);
        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(agent.LogPath), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_refusal_is_told_with_its_reason()
    {
        await using var lab = await AgentLab.CreateAsync();
        var agent = lab.StartAgent();
        var session = await lab.Silo.AcceptAsync();
        await session.SendAsync(new SiloMessage
        {
            Refusal = new Refusal { Reason = Refusal.Types.Reason.NodeName, Message = "the token is for node-b" },
        });

        var line = await AgentLab.LineAsync(agent, "refused this agent");

        Assert.Contains("the token is for node-b", line, StringComparison.Ordinal);
        Assert.Contains("next attempt in 5000 ms", line, StringComparison.Ordinal);
    }
}
