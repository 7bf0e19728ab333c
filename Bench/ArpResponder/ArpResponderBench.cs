using System.Globalization;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.NetAgent.Packets;
using LabCommand = MetalOrleans.Lab.Processes.CommandLine;

namespace MetalOrleans.Bench.ArpResponder;

/// <summary>
/// Compares the agent's ARP and NDP responders with a plain one in C, in the same run on the same cable: answers in a second
/// and processor time for each, with one and with 32 requests outstanding, and how long an answer takes at a fixed rate. On a
/// busy machine only the ratios mean something.
/// </summary>
internal static class ArpResponderBench
{
    // The runs of all responders alternate, so that a load that comes and goes meets all of them.
    private const int Rounds = 3;
    private const int PacedPerSecond = 20_000;

    // proc(5): utime and stime are in clock ticks, of which Linux shows 100 a second on every architecture.
    private const double MicrosecondsPerTick = 10_000;

    private static readonly int[] OutstandingCounts = [1, 32];
    private static readonly Question[] Questions = [Question.Arp, Question.Ndp];
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    /// <summary>Measures and prints.</summary>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Console.WriteLine("arp: skipped, it makes network namespaces and needs root.");
            return 0;
        }

        await using var lab = await NetworkLab.CreateAsync("bencharp", cancellationToken);
        var plain = await CompileAsync(lab, cancellationToken);
        var samples = new List<Sample>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var question in Questions)
            {
                var name = $"{question.Protocol}{round}";
                var agent = new LabCommand(Environment.ProcessPath!, ["arp-responder", "eth0", question.Address]);
                samples.Add(await MeasureAsync(lab, $"a{name}", agent, "agent", question, cancellationToken));
                if (plain is not null)
                {
                    var command = new LabCommand(plain, ["eth0", question.Address]);
                    samples.Add(await MeasureAsync(lab, $"c{name}", command, "C", question, cancellationToken));
                }
            }
        }

        Console.WriteLine($"Responders, best of {Rounds} runs of {Duration.TotalSeconds} s, one veth cable through a bridge");
        foreach (var question in Questions)
        {
            Print(question, samples);
            AllocationCheck.Run(question, TimeProvider.System);
        }

        return 0;
    }

    private static async Task<string?> CompileAsync(NetworkLab lab, CancellationToken cancellationToken)
    {
        var program = Path.Combine(lab.Directory, "plain_responder");
        var source = Path.Combine(AppContext.BaseDirectory, "ArpResponder", "plain_responder.c");
        try
        {
            var result = await new LabCommand("cc", ["-O2", "-o", program, source]).RunAsync(cancellationToken);
            result.EnsureSucceeded();
            return program;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("arp: no comparison with C, there is no `cc` on PATH.");
            return null;
        }
    }

    private static async Task<Sample> MeasureAsync(
        NetworkLab lab, string run, LabCommand command, string name, Question question, CancellationToken cancellationToken)
    {
        var @switch = await lab.AddSwitchAsync($"{run}-sw", cancellationToken);
        var node = await lab.ConnectAsync(
            await lab.AddMachineAsync($"{run}-node", cancellationToken), "eth0", [], @switch, cancellationToken);
        var client = await lab.ConnectAsync(
            await lab.AddMachineAsync($"{run}-client", cancellationToken), "eth0", [], @switch, cancellationToken);
        var responder = lab.Start(run, command, node.Host);
        await responder.WaitForLineAsync(line => line == "ready", cancellationToken);
        using var socket = await client.Host.RunAsync(() => Open(question));
        var requester = new Requester(socket, client.Mac, question, TimeProvider.System);

        var loops = new List<ClosedLoop>();
        foreach (var outstanding in OutstandingCounts)
        {
            requester.Run(outstanding, Warmup);
            var before = ReadTicks(responder.Identity.Id);
            var result = requester.Run(outstanding, Duration);
            var ticks = ReadTicks(responder.Identity.Id) - before;
            loops.Add(new ClosedLoop(outstanding, result, ticks * MicrosecondsPerTick / Math.Max(1, result.Answers)));
        }

        var delays = requester.RunPaced(PacedPerSecond, Duration);

        // The lab disposes it; here it only stops, so that it takes no time from the next run.
        await responder.StopAsync();
        return new Sample(question, name, loops, delays);
    }

    private static Socket Open(Question question)
    {
        var index = NetworkInterface.GetAllNetworkInterfaces().Single(candidate => candidate.Name == "eth0")
            .GetIPProperties().GetIPv4Properties().Index;
        var socket = new Socket(AddressFamily.Packet, SocketType.Raw, ProtocolType.IP);
        PacketFilter.Attach(socket, question.AnswersOnly);
        socket.Bind(new LinkLayerEndPoint(question.Type, index));
        return socket;
    }

    private static long ReadTicks(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static void Print(Question question, List<Sample> samples)
    {
        var ofQuestion = samples.Where(sample => sample.Question == question).ToList();
        foreach (var outstanding in OutstandingCounts)
        {
            var best = ofQuestion
                .SelectMany(sample => sample.Loops.Select(loop => (sample.Name, Loop: loop)))
                .Where(entry => entry.Loop.Outstanding == outstanding)
                .GroupBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(group => group.MaxBy(entry => entry.Loop.Result.PerSecond))
                .ToList();
            foreach (var (name, loop) in best)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {question.Protocol}  outstanding {outstanding,2}  {name,-5}  {loop.Result.PerSecond,9:N0} answers/s  "
                    + $"{loop.MicrosecondsEach,5:F1} us CPU each  lost {loop.Result.Lost}"));
            }

            if (best is [var agent, var plain])
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {question.Protocol}  outstanding {outstanding,2}  agent : C = "
                    + $"{agent.Loop.Result.PerSecond / plain.Loop.Result.PerSecond:F2} in answers/s, "
                    + $"{agent.Loop.MicrosecondsEach / plain.Loop.MicrosecondsEach:F2} in CPU"));
            }
        }

        foreach (var best in ofQuestion.Where(sample => sample.Delays.Count > 0).GroupBy(sample => sample.Name, StringComparer.Ordinal)
            .Select(group => group.MinBy(sample => Quantile(sample.Delays, 0.99))!))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {question.Protocol}  {PacedPerSecond:N0} requests/s  {best.Name,-5}  p50 {Quantile(best.Delays, 0.5).TotalMicroseconds:F0} us  "
                + $"p99 {Quantile(best.Delays, 0.99).TotalMicroseconds:F0} us  "
                + $"answered {best.Delays.Count / (PacedPerSecond * Duration.TotalSeconds):P2}"));
        }
    }

    private static TimeSpan Quantile(List<TimeSpan> sorted, double part) => sorted[(int)((sorted.Count - 1) * part)];

    private sealed record ClosedLoop(int Outstanding, RequesterResult Result, double MicrosecondsEach);

    private sealed record Sample(Question Question, string Name, List<ClosedLoop> Loops, List<TimeSpan> Delays);
}
