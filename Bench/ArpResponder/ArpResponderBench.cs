using System.Globalization;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using LabCommand = MetalOrleans.Lab.Processes.CommandLine;

namespace MetalOrleans.Bench.ArpResponder;

/// <summary>
/// Compares the agent's ARP responder with a plain one in C, in the same run on the same cable: answers in a second and
/// processor time for each, with one and with 32 requests outstanding. On a busy machine only the ratios mean something.
/// </summary>
internal static class ArpResponderBench
{
    private const string Address = "192.0.2.10";

    // The runs of both responders alternate, so that a load that comes and goes meets both.
    private const int Rounds = 3;

    // proc(5): utime and stime are in clock ticks, of which Linux shows 100 a second on every architecture.
    private const double MicrosecondsPerTick = 10_000;

    private static readonly int[] OutstandingCounts = [1, 32];
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
        var commands = new List<(string Name, LabCommand Command)>
        {
            ("agent", new LabCommand(Environment.ProcessPath!, ["arp-responder", "eth0", Address])),
        };
        if (await CompileAsync(lab, cancellationToken) is { } plain)
        {
            commands.Add(("C", new LabCommand(plain, ["eth0", Address])));
        }

        var samples = new List<Sample>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, command) in commands)
            {
                samples.AddRange(await MeasureAsync(lab, $"{name}{round}", command, name, cancellationToken));
            }
        }

        Print(samples);
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

    private static async Task<List<Sample>> MeasureAsync(
        NetworkLab lab, string run, LabCommand command, string name, CancellationToken cancellationToken)
    {
        var @switch = await lab.AddSwitchAsync($"{run}-sw", cancellationToken);
        var node = await lab.ConnectAsync(
            await lab.AddMachineAsync($"{run}-node", cancellationToken), "eth0", [], @switch, cancellationToken);
        var client = await lab.ConnectAsync(
            await lab.AddMachineAsync($"{run}-client", cancellationToken), "eth0", ["192.0.2.1/24"], @switch, cancellationToken);
        var responder = lab.Start(run, command, node.Host);
        await responder.WaitForLineAsync(line => line == "ready", cancellationToken);
        using var socket = await client.Host.RunAsync(Open);
        var request = new ArpFrame(
            MacAddress.Broadcast,
            client.Mac,
            new ArpPacket(ArpOperation.Request, client.Mac, new IPv4Address(0xC0000201), default, new IPv4Address(0xC000020A)));

        var samples = new List<Sample>();
        foreach (var outstanding in OutstandingCounts)
        {
            Requester.Run(socket, request, outstanding, Warmup, TimeProvider.System);
            var before = ReadTicks(responder.Identity.Id);
            var result = Requester.Run(socket, request, outstanding, Duration, TimeProvider.System);
            var ticks = ReadTicks(responder.Identity.Id) - before;
            samples.Add(new Sample(name, outstanding, result, ticks * MicrosecondsPerTick / Math.Max(1, result.Answers)));
        }

        // The lab disposes it; here it only stops, so that it takes no time from the next run.
        await responder.StopAsync();
        return samples;
    }

    // A filter keeps the requests of others and the station's own out of the count.
    private static Socket Open()
    {
        var index = NetworkInterface.GetAllNetworkInterfaces().Single(candidate => candidate.Name == "eth0")
            .GetIPProperties().GetIPv4Properties().Index;
        var socket = new Socket(AddressFamily.Packet, SocketType.Raw, ProtocolType.IP);
        PacketFilter.Attach(
            socket,
            [
                new FilterInstruction(0x28, 0, 0, 20),
                new FilterInstruction(0x15, 0, 1, (uint)ArpOperation.Reply),
                new FilterInstruction(0x06, 0, 0, 0x40000),
                new FilterInstruction(0x06, 0, 0, 0),
            ]);
        socket.Bind(new LinkLayerEndPoint(EtherType.Arp, index));
        return socket;
    }

    private static long ReadTicks(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static void Print(List<Sample> samples)
    {
        Console.WriteLine($"ARP responder, best of {Rounds} runs of {Duration.TotalSeconds} s, one veth cable through a bridge");
        foreach (var outstanding in OutstandingCounts)
        {
            var agent = Best(samples, "agent", outstanding);
            var plain = Best(samples, "C", outstanding);
            foreach (var best in new[] { agent, plain }.OfType<Sample>())
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  outstanding {outstanding,2}  {best.Name,-5}  {best.Result.PerSecond,9:N0} answers/s  "
                    + $"{best.MicrosecondsEach,5:F1} us CPU each  lost {best.Result.Lost}"));
            }

            if (agent is not null && plain is not null)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  outstanding {outstanding,2}  agent : C = {agent.Result.PerSecond / plain.Result.PerSecond:F2} in answers/s, "
                    + $"{agent.MicrosecondsEach / plain.MicrosecondsEach:F2} in CPU"));
            }
        }
    }

    private static Sample? Best(List<Sample> samples, string name, int outstanding) => samples
        .Where(sample => sample.Name == name && sample.Outstanding == outstanding)
        .MaxBy(sample => sample.Result.PerSecond);

    private sealed record Sample(string Name, int Outstanding, RequesterResult Result, double MicrosecondsEach);
}
