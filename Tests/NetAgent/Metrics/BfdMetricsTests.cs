using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.NetAgent.Metrics;
using MetalOrleans.Tests.NetAgent.Bfd;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Bfd.BfdLab;

namespace MetalOrleans.Tests.NetAgent.Metrics;

/// <summary>O-156, O-157: T-250 for the agent's own BFD.</summary>
[Trait("Needs", "Root")]
public sealed class BfdMetricsTests
{
    [RootFact]
    public async Task Tells_of_each_peer_under_the_names_that_dashboards_know()
    {
        await using var lab = await BfdLab.CreateAsync();
        using var metrics = new BfdMetrics(lab.Engine);
        using var collector = new MetricsCollector(scope: null);
        using var capture = await lab.CaptureAsync();
        var watch = await lab.WatchAsync(Key(PeerIPv4, NodeIPv4));
        Assert.Contains(Line("session_up", 0), collector.Collect(), StringComparison.Ordinal);
        await lab.WatchAsync(lab.AddEngine(), lab.Peer.Host, Key(NodeIPv4, PeerIPv4));
        await watch.WaitAsync(status => status.DetectionTime == TimeSpan.FromMilliseconds(150), "150 ms agreed");
        await capture.MoreAsync(5);

        Assert.Contains(Line("session_up", 1), collector.Collect(), StringComparison.Ordinal);
        await lab.Peer.BlackholeAsync(default);
        await watch.DownAsync();
        var text = collector.Collect();

        Assert.Contains("# TYPE metallb_bfd_session_up gauge\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE metallb_bfd_control_packet_input counter\n", text, StringComparison.Ordinal);
        Assert.Contains(Line("session_up", 0), text, StringComparison.Ordinal);
        Assert.Contains(Line("session_up_events", 1), text, StringComparison.Ordinal);
        Assert.Contains(Line("session_down_events", 1), text, StringComparison.Ordinal);
        Assert.Contains(Line("echo_packet_input", 0), text, StringComparison.Ordinal);
        Assert.Contains(Line("echo_packet_output", 0), text, StringComparison.Ordinal);
        Assert.Contains($"metallb_bfd_zebra_notifications{Labels} ", text, StringComparison.Ordinal);
        Assert.True(Value(text, "control_packet_input") > 5);
        Assert.True(Value(text, "control_packet_output") > 5);
        watch.Dispose();
        Assert.DoesNotContain(Labels, collector.Collect(), StringComparison.Ordinal);
    }

    private static string Labels => $"{{peer=\"{PeerIPv4}\",vrf=\"default\"}}";

    private static string Line(string name, int value) => $"metallb_bfd_{name}{Labels} {value}\n";

    private static int Value(string text, string name) => int.Parse(
        text.Split('\n').Single(line => line.StartsWith($"metallb_bfd_{name}{Labels} ", StringComparison.Ordinal)).Split(' ')[1],
        System.Globalization.CultureInfo.InvariantCulture);
}
