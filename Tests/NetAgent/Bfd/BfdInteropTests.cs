using MetalOrleans.Lab.Bfd;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;
using static MetalOrleans.Tests.NetAgent.Bfd.BfdLab;

namespace MetalOrleans.Tests.NetAgent.Bfd;

/// <summary>T-213 on the wire: the agent's BFD with FRR's bfdd and with BIRD, both ways, in both families.</summary>
[Trait("Needs", "Root")]
public sealed class BfdInteropTests(ITestOutputHelper output)
{
    [RootTheory("vtysh", "bird")]
    [InlineData("frr", NodeIPv4, PeerIPv4)]
    [InlineData("frr", NodeIPv6, PeerIPv6)]
    [InlineData("bird", NodeIPv4, PeerIPv4)]
    [InlineData("bird", NodeIPv6, PeerIPv6)]
    public async Task A_session_on_a_link_comes_up_agrees_and_is_taken_down_in_time(string daemon, string node, string peer)
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        var watch = await lab.WatchAsync(Key(peer, node));
        var speaker = await lab.StartAsync(daemon, lab.Peer.Host, new BfdSpeakerPeer(node, peer));

        await watch.WaitAsync(
            status => status is { State: BfdState.Up, RemoteState: BfdState.Up } && status.DetectionTime == TimeSpan.FromMilliseconds(150),
            "Up with 50 ms and three packets both ways");
        await speaker.UpAsync(node, default);
        await capture.MoreAsync(20);
        await lab.Peer.BlackholeAsync(default);
        var down = await watch.DownAsync();

        Assert.True(down.IsFailure);
        await BfdEngineTests.AssertDetectedInTimeAsync(capture, TimeSpan.FromMilliseconds(150), output);
        await speaker.UntilAsync(async () => !await speaker.IsUpAsync(node, default), "the session is down", default);
        var told = watch.Told.Count;
        await lab.Peer.HealAsync(default);
        await watch.UpAsync(told);
    }

    [RootTheory("vtysh", "bird")]
    [InlineData("frr", NodeIPv4, FarIPv4)]
    [InlineData("frr", NodeIPv6, FarIPv6)]
    [InlineData("bird", NodeIPv4, FarIPv4)]
    [InlineData("bird", NodeIPv6, FarIPv6)]
    public async Task A_session_over_a_router_comes_up(string daemon, string node, string far)
    {
        await using var lab = await BfdLab.CreateAsync(hasRouter: true);
        // BIRD sends with the TTL of any packet, 64, where RFC 5883 has no rule: a profile for it says so (C-106).
        var watch = await lab.WatchAsync(
            Key(far, node, isMultihop: true), Fast with { MinimumTtl = daemon == "bird" ? 63 : BfdSessionOptions.MinimumTtlDefault });
        var speaker = await lab.StartAsync(daemon, lab.Far!, new BfdSpeakerPeer(node, far) { IsMultihop = true });

        await watch.UpAsync();
        await speaker.UpAsync(node, default);
    }

    // C-105: one side waits, the other begins.
    [RootTheory("vtysh", "bird")]
    [InlineData("frr", true)]
    [InlineData("frr", false)]
    [InlineData("bird", true)]
    public async Task A_passive_side_is_brought_up_by_the_other(string daemon, bool isOwnSidePassive)
    {
        await using var lab = await BfdLab.CreateAsync();
        var watch = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4), Fast with { IsPassive = isOwnSidePassive });
        var speaker = await lab.StartAsync(
            daemon, lab.Peer.Host, new BfdSpeakerPeer(NodeIPv4, PeerIPv4) { IsPassive = !isOwnSidePassive });

        await watch.UpAsync();
        await speaker.UpAsync(NodeIPv4, default);
    }

    // RFC 5880 §6.8.3, §6.5: new intervals by a Poll Sequence, and the session stays up (T-213: no flap on a change).
    [RootTheory("vtysh", "bird")]
    [InlineData("frr")]
    [InlineData("bird")]
    public async Task Other_intervals_are_agreed_on_while_the_session_stays_up(string daemon)
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        var watch = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4));
        await lab.StartAsync(daemon, lab.Peer.Host, new BfdSpeakerPeer(NodeIPv4, PeerIPv4));
        await watch.WaitAsync(status => status.TransmitInterval == TimeSpan.FromMilliseconds(50), "50 ms agreed");

        watch.Subscription.Change(Fast with { TransmitInterval = TimeSpan.FromMilliseconds(200), ReceiveInterval = TimeSpan.FromMilliseconds(200) });
        await watch.WaitAsync(
            status => status.TransmitInterval == TimeSpan.FromMilliseconds(200) && status.DetectionTime == TimeSpan.FromMilliseconds(600),
            "200 ms agreed");
        var before = watch.Told.Count;
        watch.Subscription.Change(Fast);
        await watch.WaitAsync(status => status.DetectionTime == TimeSpan.FromMilliseconds(150), "50 ms agreed again", before);
        await capture.MoreAsync(20);

        Assert.DoesNotContain(watch.Told.SkipWhile(status => status.State != BfdState.Up), status => status.State != BfdState.Up);
        Assert.Contains(capture.Seen, sighting => !sighting.IsOwn && sighting.Packet.Has(BfdControlFlags.Final));
    }

    // RFC 5882 §3.2.
    [RootFact("vtysh")]
    public async Task A_shutdown_on_the_router_is_no_failure_of_the_path()
    {
        await using var lab = await BfdLab.CreateAsync();
        var watch = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4));
        var speaker = await lab.StartAsync("frr", lab.Peer.Host, new BfdSpeakerPeer(NodeIPv4, PeerIPv4));
        await watch.UpAsync();

        await speaker.CommandAsync(
            default, "configure", "bfd", $"peer {NodeIPv4} local-address {PeerIPv4} interface eth0", "shutdown");
        var down = await watch.DownAsync();

        Assert.False(down.IsFailure);
        Assert.Equal(BfdState.AdminDown, down.RemoteState);
        var told = watch.Told.Count;
        await speaker.CommandAsync(
            default, "configure", "bfd", $"peer {NodeIPv4} local-address {PeerIPv4} interface eth0", "no shutdown");
        await watch.UpAsync(told);
    }

    // C-103, C-104: both sides' echo packets through the other's forwarding.
    [RootFact("vtysh")]
    public async Task The_echo_function_runs_both_ways_with_FRR()
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        await BfdEngineTests.Forward(lab.Node.Host);
        await BfdEngineTests.Forward(lab.Peer.Host);
        var watch = await lab.WatchAsync(
            Key(PeerIPv4, NodeIPv4),
            BfdSessionOptions.Default with { EchoInterval = TimeSpan.FromMilliseconds(50), EchoReceiveInterval = TimeSpan.FromMilliseconds(50) });
        var speaker = await lab.StartAsync(
            "frr",
            lab.Peer.Host,
            new BfdSpeakerPeer(NodeIPv4, PeerIPv4) { TransmitMilliseconds = 300, ReceiveMilliseconds = 300, EchoMilliseconds = 50 });

        await watch.WaitAsync(status => status.EchoInterval == TimeSpan.FromMilliseconds(50), "echo packets that come back");
        await speaker.UpAsync(NodeIPv4, default);
        var counters = Assert.Single(lab.Engine.Sessions).Counters;
        await speaker.UntilAsync(
            async () => counters.EchoIn > 10 && Echoes(await speaker.CommandAsync(default, "show bfd peers counters json")) > 10,
            "echo packets of both sides come back",
            default);

        Assert.Equal(BfdState.Up, watch.Subscription.Status.State);
        Assert.InRange(counters.EchoIn, counters.EchoOut - 2, counters.EchoOut);
    }

    private static int Echoes(string text) => System.Text.Json.Nodes.JsonNode.Parse(text) is System.Text.Json.Nodes.JsonArray sessions
        ? sessions.Sum(session => session!["echo-packet-input"]!.GetValue<int>())
        : 0;
}
