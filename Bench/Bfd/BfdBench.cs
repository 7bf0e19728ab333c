using System.Collections.Immutable;
using System.Globalization;
using MetalOrleans.Lab.Bfd;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Protocols.Bfd;
using LabCommand = MetalOrleans.Lab.Processes.CommandLine;

namespace MetalOrleans.Bench.Bfd;

/// <summary>
/// How punctually 64 sessions at 50 ms are sent, at rest and while other processes keep every processor busy: the agent's BFD
/// beside a plain C loop over a timerfd and FRR's bfdd, in the same run on the same cable, by the kernel's stamps at the receiver.
/// </summary>
internal static class BfdBench
{
    private const int Sessions = 64;
    private const int IntervalMilliseconds = 50;
    private const int Multiplier = 3;
    private const int Rounds = 2;
    private const string NoPriority = "agent, no CAP_SYS_NICE";

    // proc(5): utime and stime are in clock ticks, of which Linux shows 100 a second on every architecture.
    private const double MicrosecondsPerTick = 10_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UpPatience = TimeSpan.FromSeconds(30);

    private static readonly string[] Senders = ["agent", NoPriority, "agent, garbage", "agent, RFC jitter", "C", "bfdd"];

    /// <summary>Measures and prints.</summary>
    /// <param name="chosen">Names of senders; all when there are none.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<int> RunAsync(string[] chosen, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Console.WriteLine("bfd: skipped, it makes network namespaces and needs root.");
            return 0;
        }

        var results = new List<BfdResult>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var isBusy in (bool[])[false, true])
            {
                foreach (var sender in Senders.Where(sender => chosen.Length == 0 || chosen.Contains(sender)))
                {
                    if (await MeasureAsync(sender, isBusy, cancellationToken) is { } result)
                    {
                        results.Add(result);
                    }
                }
            }
        }

        Print(results);
        return 0;
    }

    private static async Task<BfdResult?> MeasureAsync(string sender, bool isBusy, CancellationToken cancellationToken)
    {
        await using var lab = await NetworkLab.CreateAsync("benchbfd", cancellationToken);
        var @switch = await lab.AddSwitchAsync("sw", cancellationToken);
        var node = await lab.ConnectAsync(
            await lab.AddMachineAsync("node", cancellationToken), "eth0", ["192.0.2.1/24"], @switch, cancellationToken);
        var peers = Enumerable.Range(101, Sessions).Select(number => $"192.0.2.{number}").ToList();
        var peer = await lab.ConnectAsync(
            await lab.AddMachineAsync("peer", cancellationToken), "eth0", peers.Select(address => address + "/24"), @switch, cancellationToken);
        using var capture = await BfdCapture.OpenAsync(peer.Host, "eth0");
        var other = lab.Start("peer", Host("jitter", peers.Select(address => $"{address}/192.0.2.1")), peer.Host);
        await other.WaitForLineAsync(line => line == "ready", cancellationToken);

        LabProcess process;
        BfdSpeaker? speaker = null;
        if (sender == "bfdd")
        {
            if (!File.Exists("/usr/lib/frr/bfdd"))
            {
                return null;
            }

            speaker = await BfdSpeaker.StartFrrAsync(
                lab, node.Host, [.. peers.Select(address => new BfdSpeakerPeer(address, "192.0.2.1"))], cancellationToken);
            process = speaker.Daemon;
        }
        else
        {
            var command = sender == "C" ? await CompileAsync(lab, cancellationToken)
                : Host(sender switch { "agent" or NoPriority => "steady", "agent, garbage" => "garbage", _ => "jitter" }, peers.Select(address => $"192.0.2.1/{address}"));
            if (command is null)
            {
                return null;
            }

            command = sender == NoPriority ? command.RunBy("setpriv", "--bounding-set=-sys_nice") : command;

            process = lab.Start("sender", command, node.Host);
            await process.WaitForLineAsync(line => line == "ready", cancellationToken);
        }

        try
        {
            return await MeasureAsync(sender, isBusy, lab, process, other, capture, cancellationToken);
        }
        finally
        {
            if (speaker is not null)
            {
                await speaker.DisposeAsync();
            }
        }
    }

    private static async Task<BfdResult> MeasureAsync(
        string sender, bool isBusy, NetworkLab lab, LabProcess process, LabProcess other, BfdCapture capture, CancellationToken cancellationToken)
    {
        if (sender != "C")
        {
            await UntilAsync(
                () => capture.Seen.Where(sighting => sighting is { IsOwn: false, Packet.State: BfdState.Up }
                    && sighting.Packet.DesiredMinTxMicroseconds == IntervalMilliseconds * 1000).Select(sighting => sighting.SourcePort).Distinct().Count() == Sessions,
                UpPatience,
                cancellationToken);
        }

        for (var burner = 0; isBusy && burner < 2 * Environment.ProcessorCount; burner++)
        {
            lab.Start($"busy{burner}", new LabCommand("sh", ["-c", "while :; do :; done"]), machine: null);
        }

        // Begin after the load has: the first second is not looked at.
        await UntilAsync(() => false, TimeSpan.FromSeconds(1), cancellationToken);
        var from = capture.Seen.Count;
        var ticks = ReadTicks(process.Identity.Id);
        var downs = 0;
        await UntilAsync(() => false, Duration, cancellationToken);
        ticks = ReadTicks(process.Identity.Id) - ticks;
        var seen = capture.Seen.Skip(from).Where(sighting => !sighting.IsOwn).ToList();
        downs += File.ReadLines(other.LogPath).Count(line => line.Contains("Up -> Down", StringComparison.Ordinal));
        if (sender.StartsWith("agent", StringComparison.Ordinal))
        {
            downs += File.ReadLines(process.LogPath).Count(line => line.Contains("Up -> Down", StringComparison.Ordinal));
        }

        var gaps = seen.GroupBy(sighting => sighting.SourcePort)
            .SelectMany(session => session.Zip(session.Skip(1), (first, second) => (second.At - first.At).TotalMilliseconds))
            .Order().ToList();
        return new BfdResult(sender, isBusy, gaps, ticks * MicrosecondsPerTick / Math.Max(1, seen.Count), downs);
    }

    private static LabCommand Host(string jitter, IEnumerable<string> pairs) => new(
        Environment.ProcessPath!,
        [
            "bfd-host",
            IntervalMilliseconds.ToString(CultureInfo.InvariantCulture),
            Multiplier.ToString(CultureInfo.InvariantCulture),
            jitter,
            .. pairs,
        ])
    {
        // As the agent is built: its youngest generation is collected at 4 MB, on the thread that fills it.
        Environment = ImmutableDictionary<string, string>.Empty
            .Add("DOTNET_GCgen0MaxBudget", "400000").Add("DOTNET_gcConcurrent", "0").Add("DOTNET_TieredCompilation", "0"),
    };

    private static async Task<LabCommand?> CompileAsync(NetworkLab lab, CancellationToken cancellationToken)
    {
        var program = Path.Combine(lab.Directory, "plain_sender");
        try
        {
            (await new LabCommand("cc", ["-O2", "-o", program, Path.Combine(AppContext.BaseDirectory, "Bfd", "plain_sender.c")])
                .RunAsync(cancellationToken)).EnsureSucceeded();
            return new LabCommand(
                program, ["192.0.2.101", Sessions.ToString(CultureInfo.InvariantCulture), IntervalMilliseconds.ToString(CultureInfo.InvariantCulture)]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("bfd: no comparison with C, there is no `cc` on PATH.");
            return null;
        }
    }

    // Looks now and then, so that the capture's queue never fills.
    private static async Task UntilAsync(Func<bool> isSo, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        var start = TimeProvider.System.GetTimestamp();
        while (!isSo() && TimeProvider.System.GetElapsedTime(start) < limit)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static long ReadTicks(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static void Print(List<BfdResult> results)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"BFD, {Sessions} sessions at {IntervalMilliseconds} ms, {Rounds} runs of {Duration.TotalSeconds} s each; intervals at the receiver"));
        foreach (var group in results.GroupBy(result => (result.IsBusy, result.Sender)))
        {
            var best = group.MinBy(result => result.LateRank(0.99))!;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {(best.IsBusy ? "busy" : "rest")}  {best.Sender,-22} interval p50 {best.Rank(0.5),6:F2}  p99 {best.Rank(0.99),6:F2}  max {group.Max(result => result.Rank(1)),6:F2} ms"
                + $"  {Lateness(best)}  {best.MicrosecondsEach,5:F1} us CPU/packet  false downs {group.Sum(result => result.Downs)}"));
        }

        foreach (var isBusy in (bool[])[false, true])
        {
            var agent = Best(results, "agent", isBusy);
            var plain = Best(results, "C", isBusy);
            if (agent is not null && plain is not null)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {(isBusy ? "busy" : "rest")}  agent : C = {agent.LateRank(0.5) / plain.LateRank(0.5):F2} in lateness p50, "
                    + $"{agent.LateRank(0.99) / plain.LateRank(0.99):F2} p99"));
            }

            var jittered = Best(results, "agent, RFC jitter", isBusy);
            var bfdd = Best(results, "bfdd", isBusy);
            if (jittered is not null && bfdd is not null)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {(isBusy ? "busy" : "rest")}  agent : bfdd = {jittered.Rank(0.99) / bfdd.Rank(0.99):F2} in interval p99, "
                    + $"{jittered.Rank(1) / bfdd.Rank(1):F2} max, {jittered.MicrosecondsEach / bfdd.MicrosecondsEach:F2} in CPU"));
            }
        }
    }

    // Only where the sender means to keep 50 ms.
    private static string Lateness(BfdResult result) => result.Sender is "agent" or NoPriority or "agent, garbage" or "C"
        ? string.Create(CultureInfo.InvariantCulture, $"late p50 {result.LateRank(0.5) * 1000,5:F0}  p99 {result.LateRank(0.99) * 1000,6:F0} us")
        : new string(' ', 27);

    private static BfdResult? Best(List<BfdResult> results, string sender, bool isBusy) =>
        results.Where(result => result.Sender == sender && result.IsBusy == isBusy).MinBy(result => result.LateRank(0.99));
}
