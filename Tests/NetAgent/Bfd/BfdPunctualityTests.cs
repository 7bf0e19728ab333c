using MetalOrleans.Lab.Bfd;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Bfd.BfdLab;

namespace MetalOrleans.Tests.NetAgent.Bfd;

/// <summary>A busy machine and a process that was held up are not taken for a failed path.</summary>
[Trait("Needs", "Root")]
public sealed class BfdPunctualityTests
{
    private const int Pauses = 5;

    // BFD and nothing else of the agent, as a program; its own project built it, as is the case with the agent's.
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory,
        "../../../../Bench/bin",
        Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!,
        "net10.0/MetalOrleans.Bench"));

    [RootFact]
    public async Task Processes_that_keep_the_processors_busy_take_no_session_down()
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        var addresses = Enumerable.Range(10, 16).Select(number => $"192.0.2.{number}").ToList();
        await lab.Peer.Host.ConfigureAsync(addresses.Select(address => $"addr add {address}/24 dev eth0"), default);
        var node = Start(lab, lab.Node.Host, 5, [.. addresses.Select(address => $"{NodeIPv4}/{address}")]);
        var peer = Start(lab, lab.Peer.Host, 5, [.. addresses.Select(address => $"{address}/{NodeIPv4}")]);
        await UpAsync(capture, addresses.Count);

        for (var busy = 0; busy < 2 * Environment.ProcessorCount; busy++)
        {
            lab.Network.Start($"busy{busy}", new CommandLine("sh", ["-c", "while :; do :; done"]), machine: null);
        }

        // Sixteen sessions for some five seconds.
        await capture.MoreAsync(16 * 100);

        await AssertNoneWentDownAsync(node, peer);
    }

    // Some 600 packets sent and as many received, on real sockets, by the whole process.
    [RootFact]
    public async Task Sending_and_receiving_allocate_nothing()
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        var addresses = Enumerable.Range(10, 10).Select(number => $"192.0.2.{number}").ToList();
        await lab.Peer.Host.ConfigureAsync(addresses.Select(address => $"addr add {address}/24 dev eth0"), default);
        var node = Start(lab, lab.Node.Host, 3, [.. addresses.Select(address => $"{NodeIPv4}/{address}")]);
        Start(lab, lab.Peer.Host, 3, [.. addresses.Select(address => $"{address}/{NodeIPv4}")]);
        await UpAsync(capture, addresses.Count);

        await LineAsync(node, "allocated 0 octets in 3000 ms");
    }

    // The kernel went on receiving while the process stood still: what is in the queue counts before the clock does.
    [RootFact]
    public async Task A_process_that_stood_still_for_longer_than_the_detection_time_finds_its_peers_alive()
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        // The node waits 6 × 50 ms for the peer, and the peer 60 × 50 ms for the node.
        var node = Start(lab, lab.Node.Host, 60, $"{NodeIPv4}/{PeerIPv4}");
        var peer = Start(lab, lab.Peer.Host, 6, $"{PeerIPv4}/{NodeIPv4}");
        await UpAsync(capture, 1);

        for (var pause = 0; pause < Pauses; pause++)
        {
            await capture.MoreAsync(3, isOwn: true);
            node.Signal(UnixSignal.Stop);
            // Some 450 ms, half more than the detection time.
            await capture.MoreAsync(10);
            node.Signal(UnixSignal.Continue);
        }

        await capture.MoreAsync(5, isOwn: true);
        await AssertNoneWentDownAsync(node, peer);
        Assert.DoesNotContain(capture.Seen, sighting => sighting is { IsOwn: true, Packet.Diagnostic: BfdDiagnostic.ControlDetectionTimeExpired });
    }

    // That such a pause is long enough: without packets in the queue it ends the session.
    [RootFact]
    public async Task A_process_that_stood_still_finds_out_that_its_peer_is_gone()
    {
        await using var lab = await BfdLab.CreateAsync();
        using var capture = await lab.CaptureAsync();
        var node = Start(lab, lab.Node.Host, 3, $"{NodeIPv4}/{PeerIPv4}");
        var peer = Start(lab, lab.Peer.Host, 2, $"{PeerIPv4}/{NodeIPv4}");
        await UpAsync(capture, 1);
        await capture.MoreAsync(3, isOwn: true);

        node.Signal(UnixSignal.Stop);
        await lab.Peer.BlackholeAsync(default);
        await LineAsync(peer, "Up -> Down");
        node.Signal(UnixSignal.Continue);

        await LineAsync(node, "Up -> Down no packet from the peer for 100 ms");
    }

    private static LabProcess Start(BfdLab lab, LabNamespace machine, int multiplier, params string[] pairs) => lab.Network.Start(
        $"bfd-{machine.Name}", new CommandLine(Program, ["bfd-host", "50", $"{multiplier}", "jitter", .. pairs]), machine);

    // Both sides of each session say Up and 50 ms.
    private static Task UpAsync(BfdCapture capture, int sessions) => capture.UntilAsync(
        seen => seen.Where(sighting => sighting.Packet is { State: BfdState.Up, DesiredMinTxMicroseconds: 50_000, Flags: BfdControlFlags.None })
            .Select(sighting => sighting.Packet.MyDiscriminator).Distinct().Count() == 2 * sessions,
        "all sessions up");

    private static Task<string> LineAsync(LabProcess process, string part) => process
        .WaitForLineAsync(line => line.Contains(part, StringComparison.Ordinal), default)
        .WithinAsync("running", process.Name, part, process.DescribeTail);

    private static async Task AssertNoneWentDownAsync(params LabProcess[] processes)
    {
        foreach (var process in processes)
        {
            Assert.DoesNotContain(
                await File.ReadAllLinesAsync(process.LogPath), line => line.Contains("Up -> Down", StringComparison.Ordinal));
        }
    }
}
