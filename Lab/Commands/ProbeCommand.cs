using System.CommandLine;
using System.Net;
using MetalOrleans.Lab.Demo;
using MetalOrleans.Lab.Traffic;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab probe</c>: asks an address every millisecond, and says who answered and what was missed.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("address") { Description = "The address and port, such as 192.168.1.240:7." };
        var seconds = new Option<int>("--seconds") { Description = "How long to ask; 0 is until Ctrl-C." };
        var command = new Command("probe", "Ask an address every millisecond and report the gaps.") { address, seconds };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var probe = await UdpProbe.StartAsync(
                machine: null, IPEndPoint.Parse(parsed.GetRequiredValue(address)), TimeProvider.System);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (parsed.GetValue(seconds) is > 0 and var length)
            {
                limit.CancelAfter(TimeSpan.FromSeconds(length));
            }

            await LabInvocation.UntilStoppedAsync(limit.Token);
            await WriteAsync(probe.Report());
            return 0;
        });
        return command;
    }

    private static async Task WriteAsync(ProbeReport report)
    {
        await Console.Out.WriteLineAsync($"sent {report.Sent}, lost {report.Lost}");
        foreach (var (machine, count) in report.AnswersByMachine)
        {
            await Console.Out.WriteLineAsync($"{machine} answered {count}");
        }

        foreach (var gap in report.Moves)
        {
            await Console.Out.WriteLineAsync($"{gap.From} → {gap.To}: {DemoScreen.Milliseconds(gap.Length)}");
        }

        if (report.LongestGap is { } longest)
        {
            await Console.Out.WriteLineAsync($"longest gap {DemoScreen.Milliseconds(longest.Length)}");
        }
    }
}
