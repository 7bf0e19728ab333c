using MetalOrleans.Lab.Bfd;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;
using static MetalOrleans.Tests.NetAgent.Bfd.BfdLab;

namespace MetalOrleans.Tests.NetAgent.Bfd;

/// <summary>The agent's BFD with real sockets, against itself.</summary>
[Trait("Needs", "Root")]
public sealed class BfdEngineTests(ITestOutputHelper output)
{
    [RootTheory]
    [InlineData(NodeIPv4, PeerIPv4, "eth0", true)]
    [InlineData(NodeIPv4, PeerIPv4, "", false)]
    [InlineData(NodeIPv6, PeerIPv6, "eth0", true)]
    [InlineData(NodeIPv6, PeerIPv6, "eth0", false)]
    [InlineData("fe80::1", "fe80::2", "eth0", true)]
    public async Task Two_agents_on_a_link_see_each_other(string node, string peer, string on, bool isLocalGiven)
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        var watch = await lab.WatchAsync(Key(peer, isLocalGiven ? node : null, on));
        var other = await lab.WatchAsync(lab.AddEngine(), lab.Peer.Host, Key(node, peer));

        await watch.UpAsync();
        await other.UpAsync();
        var settled = await watch.WaitAsync(
            status => status.TransmitInterval == TimeSpan.FromMilliseconds(50) && status.RemoteState == BfdState.Up, "50 ms agreed");
        await capture.MoreAsync(5, isOwn: true);

        Assert.Equal(TimeSpan.FromMilliseconds(150), settled.DetectionTime);
        Assert.Equal("", settled.Reason);
        Assert.False(settled.IsFailure);
        // RFC 5881 §4, §5.
        Assert.All(capture.Seen, sighting => Assert.Equal(255, sighting.Ttl));
        Assert.All(capture.Seen, sighting => Assert.InRange(sighting.SourcePort, 49152, 65535));
        Assert.Single(capture.Seen.Where(sighting => sighting.IsOwn).Select(sighting => sighting.SourcePort).Distinct());
    }

    [RootTheory]
    [InlineData(NodeIPv4, FarIPv4)]
    [InlineData(NodeIPv6, FarIPv6)]
    public async Task Two_agents_see_each_other_over_a_router(string node, string far)
    {
        await using var lab = await BfdLab.CreateAsync(hasRouter: true);
        var watch = await lab.WatchAsync(Key(far, node, isMultihop: true));
        var other = await lab.WatchAsync(lab.AddEngine(), lab.Far!, Key(node, far, isMultihop: true));

        await watch.UpAsync();
        await other.UpAsync();
    }

    // RFC 5883 §5; C-106: one router is one too many for a minimum of 255.
    [RootFact]
    public async Task A_packet_that_travelled_too_far_is_discarded_and_the_reason_told()
    {
        await using var lab = await BfdLab.CreateAsync(hasRouter: true);
        var watch = await lab.WatchAsync(Key(FarIPv4, NodeIPv4, isMultihop: true), Fast with { MinimumTtl = 255 });
        await lab.WatchAsync(lab.AddEngine(), lab.Far!, Key(NodeIPv4, FarIPv4, isMultihop: true));

        var status = await watch.WaitAsync(status => status.Reason.Contains("discarded", StringComparison.Ordinal), "a reason");

        Assert.Equal("the peer's packets are discarded: BadTtl", status.Reason);
        Assert.Equal(BfdState.Down, status.State);
        Assert.True(Assert.Single(lab.Engine.Sessions).Counters.Discarded > 0);
    }

    // RFC 5882 §2: one session for all who watch the same path, with the most demanding of what they ask for.
    [RootFact]
    public async Task Clients_of_one_path_share_a_session_that_follows_them()
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        var slow = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4), Fast with { TransmitInterval = TimeSpan.FromMilliseconds(300) });
        await lab.WatchAsync(lab.AddEngine(), lab.Peer.Host, Key(NodeIPv4, PeerIPv4));
        await slow.WaitAsync(status => status.TransmitInterval == TimeSpan.FromMilliseconds(300), "300 ms agreed");

        var fast = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4), Fast);
        await slow.WaitAsync(status => status.TransmitInterval == TimeSpan.FromMilliseconds(50), "50 ms agreed");
        Assert.Single(lab.Engine.Sessions);
        Assert.Equal(BfdState.Up, fast.Subscription.Status.State);
        var told = fast.Told.Count;
        var back = slow.Told.Count;
        fast.Dispose();
        await slow.WaitAsync(status => status.TransmitInterval == TimeSpan.FromMilliseconds(300), "300 ms agreed again", back);

        Assert.Single(lab.Engine.Sessions);
        Assert.Equal(told, fast.Told.Count);
        Assert.DoesNotContain(slow.Told.SkipWhile(status => status.State != BfdState.Up), status => status.State != BfdState.Up);
        slow.Dispose();
        Assert.Empty(lab.Engine.Sessions);
        await capture.UntilAsync(seen => seen.Any(sighting => sighting is { IsOwn: true, Packet.State: BfdState.AdminDown }), "AdminDown");
    }

    // RFC 5880 §6.8.16, RFC 5882 §3.2: what is taken down on purpose is no failure.
    [RootFact]
    public async Task The_end_of_an_agent_tells_its_peers_that_the_path_has_not_failed()
    {
        await using var lab = await BfdLab.CreateAsync();
        var watch = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4));
        var peer = lab.AddEngine();
        await lab.WatchAsync(peer, lab.Peer.Host, Key(NodeIPv4, PeerIPv4));
        await watch.UpAsync();

        peer.Dispose();
        var down = await watch.DownAsync();

        Assert.False(down.IsFailure);
        Assert.Equal(BfdState.AdminDown, down.RemoteState);
        Assert.Equal(BfdDiagnostic.AdministrativelyDown, down.RemoteDiagnostic);
        Assert.Equal("the peer's administrator holds the session down", down.Reason);
    }

    // The time from the last packet on the wire to the word that the session is down, both as the kernel stamped them.
    [RootFact]
    public async Task A_silent_loss_is_noticed_within_the_detection_time()
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        var watch = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4));
        await lab.WatchAsync(lab.AddEngine(), lab.Peer.Host, Key(NodeIPv4, PeerIPv4));
        await watch.WaitAsync(status => status.DetectionTime == TimeSpan.FromMilliseconds(150), "150 ms agreed");
        await capture.MoreAsync(10);

        await lab.Peer.BlackholeAsync(default);
        var down = await watch.DownAsync();

        Assert.True(down.IsFailure);
        Assert.Equal(BfdDiagnostic.ControlDetectionTimeExpired, down.Diagnostic);
        Assert.Equal("no packet from the peer for 150 ms", down.Reason);
        await AssertDetectedInTimeAsync(capture, TimeSpan.FromMilliseconds(150), output);
        var counters = Assert.Single(lab.Engine.Sessions).Counters;
        Assert.Equal((1, 1), (counters.Ups, counters.Downs));
        var told = watch.Told.Count;
        await lab.Peer.HealAsync(default);
        await watch.UpAsync(told);
        // A client that acts on each failure acts once: what follows on the way up is none.
        Assert.Single(watch.Told, status => status.IsFailure);
    }

    [RootFact]
    public async Task A_session_waits_for_its_interface_and_follows_it_when_it_is_made_anew()
    {
        await using var lab = await BfdLab.CreateAsync();
        var watch = await lab.WatchAsync(Key("203.0.113.2", "203.0.113.1", "late0"));
        await lab.WatchAsync(lab.AddEngine(), lab.Peer.Host, Key("203.0.113.1", "203.0.113.2", "late1"));
        await watch.WaitAsync(status => status.Reason == "there is no interface late0", "the missing interface as the reason");

        await PlugAsync(lab);
        await watch.UpAsync();
        await lab.Node.Host.ConfigureAsync(["link del late0"], default);
        await watch.DownAsync();
        var told = watch.Told.Count;
        await PlugAsync(lab);

        await watch.UpAsync(told);
    }

    [RootFact]
    public async Task A_taken_port_is_the_reason_until_it_is_free()
    {
        await using var lab = await BfdLab.CreateAsync();
        var other = lab.AddEngine();
        await lab.WatchAsync(other, lab.Node.Host, Key("192.0.2.77", NodeIPv4));

        var watch = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4));
        var status = await watch.WaitAsync(status => status.Reason.Contains("3784", StringComparison.Ordinal), "the port as the reason");
        Assert.Equal("UDP port 3784 cannot be used: Address already in use", status.Reason);
        other.Dispose();
        await lab.WatchAsync(lab.AddEngine(), lab.Peer.Host, Key(NodeIPv4, PeerIPv4));

        await watch.UpAsync();
    }

    // A VRF is a device that sockets are bound to. Kernels without VRFs bind to any device all the same: an interface stands in.
    [RootFact]
    public async Task Sockets_of_a_VRF_are_bound_to_its_device()
    {
        await using var lab = await BfdLab.CreateAsync();
        var outside = await lab.WatchAsync(Key("192.0.2.77", NodeIPv4));
        var missing = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4, "") with { Vrf = "vrf-none" });
        var inside = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4, "") with { Vrf = "eth0" });
        await lab.WatchAsync(lab.AddEngine(), lab.Peer.Host, Key(NodeIPv4, PeerIPv4));

        await inside.UpAsync();
        var status = await missing.WaitAsync(status => status.Reason.Contains("3784", StringComparison.Ordinal), "the device as the reason");

        Assert.Equal("UDP port 3784 cannot be used: No such device", status.Reason);
        Assert.Equal(BfdState.Down, outside.Subscription.Status.State);
    }

    [RootFact]
    public async Task Refuses_what_cannot_be_watched()
    {
        await using var lab = await BfdLab.CreateAsync();

        Assert.Throws<ArgumentException>(() => lab.Engine.Acquire(Key("fe80::2", null, ""), Fast, _ => { }));
        Assert.Throws<ArgumentException>(() => lab.Engine.Acquire(Key(PeerIPv4, null), Fast with { DetectMultiplier = 0 }, _ => { }));
        Assert.Empty(lab.Engine.Sessions);
    }

    // RFC 5880 §6.4: through the peer's forwarding and back.
    [RootFact]
    public async Task Echo_packets_travel_through_the_peers_forwarding_and_their_loss_is_noticed()
    {
        await using var lab = await BfdLab.CreateAsync();
        await Forward(lab.Node.Host);
        await Forward(lab.Peer.Host);
        var options = BfdSessionOptions.Default with
        {
            EchoInterval = TimeSpan.FromMilliseconds(50),
            EchoReceiveInterval = TimeSpan.FromMilliseconds(50),
        };
        var watch = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4), options);
        await lab.WatchAsync(lab.AddEngine(), lab.Peer.Host, Key(NodeIPv4, PeerIPv4), options);

        await watch.WaitAsync(status => status.EchoInterval == TimeSpan.FromMilliseconds(50), "echo packets that come back");
        await watch.WaitAsync(status => status.ReceiveInterval == TimeSpan.FromSeconds(1), "control packets once a second");
        var told = watch.Told.Count;
        await lab.Peer.Host.SetAsync("net/ipv4/ip_forward", "0");
        var down = await watch.WaitAsync(status => status.State == BfdState.Down, "Down", told);

        Assert.Equal(BfdDiagnostic.EchoFunctionFailed, down.Diagnostic);
        Assert.True(down.IsFailure);
        var counters = Assert.Single(lab.Engine.Sessions).Counters;
        Assert.True(counters.EchoIn > 0 && counters.EchoOut >= counters.EchoIn);
        // Control packets go on: the session comes back without the echo function.
        await watch.UpAsync(watch.Told.ToList().FindIndex(status => status.State == BfdState.Down && status.IsFailure));
    }

    [RootFact]
    public async Task A_peer_that_does_not_forward_keeps_its_session_on_control_packets()
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        var options = Fast with { EchoInterval = TimeSpan.FromMilliseconds(50), EchoReceiveInterval = TimeSpan.FromMilliseconds(50) };
        var watch = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4), options);
        await lab.WatchAsync(lab.AddEngine(), lab.Peer.Host, Key(NodeIPv4, PeerIPv4), options);

        await watch.WaitAsync(status => status.DetectionTime == TimeSpan.FromMilliseconds(150), "150 ms agreed");
        await capture.MoreAsync(20);

        Assert.Equal(BfdState.Up, watch.Subscription.Status.State);
        Assert.Equal(0, Assert.Single(lab.Engine.Sessions).Counters.EchoIn);
        Assert.All(capture.Seen, sighting => Assert.Equal(0U, sighting.Packet.RequiredMinEchoRxMicroseconds));
    }

    /// <summary>From the last packet of the peer to the first own one that says Down; a busy machine gets 50 ms.</summary>
    internal static async Task AssertDetectedInTimeAsync(BfdCapture capture, TimeSpan detectionTime, ITestOutputHelper output)
    {
        // The session's end may be told before the packet that says so has left.
        await capture.UntilAsync(seen => seen.Any(SaysExpired), "a packet that says Down");
        var down = capture.Seen.First(SaysExpired);
        var last = capture.Seen.Last(sighting => !sighting.IsOwn && sighting.At < down.At);
        output.WriteLine($"noticed {(down.At - last.At).TotalMilliseconds:F1} ms after the last packet");
        Assert.InRange((down.At - last.At).TotalMilliseconds, detectionTime.TotalMilliseconds - 1, detectionTime.TotalMilliseconds + 50);
    }

    private static bool SaysExpired(BfdSighting sighting) => sighting is
    { IsOwn: true, Packet: { State: BfdState.Down, Diagnostic: BfdDiagnostic.ControlDetectionTimeExpired } };

    internal static Task Forward(MetalOrleans.Lab.Networks.LabNamespace machine) => machine.SetAsync("net/ipv4/ip_forward", "1");

    private static async Task PlugAsync(BfdLab lab)
    {
        await lab.Node.Host.ConfigureAsync(
            [$"link add late0 type veth peer name late1 netns {lab.Peer.Host.FullName}", "addr add 203.0.113.1/24 dev late0", "link set late0 up"],
            default);
        await lab.Peer.Host.ConfigureAsync(["addr add 203.0.113.2/24 dev late1", "link set late1 up"], default);
    }
}
