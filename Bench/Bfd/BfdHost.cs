using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using MetalOrleans.NetAgent.Bfd;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bfd;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Bench.Bfd;

/// <summary>
/// The agent's BFD and nothing else, as a program of its own: it says each change of a session's state in a line, and now and then what
/// was allocated.
/// </summary>
internal static class BfdHost
{
    private const int AllocationWindowMilliseconds = 3000;

    /// <summary>Runs until it is killed.</summary>
    /// <param name="interval">Milliseconds, both ways.</param>
    /// <param name="multiplier">Packets that may be lost.</param>
    /// <param name="jitter"><c>steady</c> for none, else that of RFC 5880; with <c>garbage</c> another thread leaves garbage behind.</param>
    /// <param name="pairs">One session each: <c>local/remote</c>.</param>
    [DoesNotReturn]
    public static int Run(string interval, string multiplier, string jitter, ReadOnlySpan<string> pairs)
    {
        var time = TimeSpan.FromMilliseconds(int.Parse(interval, CultureInfo.InvariantCulture));
        var options = new BfdSessionOptions
        {
            TransmitInterval = time,
            ReceiveInterval = time,
            DetectMultiplier = int.Parse(multiplier, CultureInfo.InvariantCulture),
        };
        using var engine = new BfdEngine(TimeProvider.System, NullLogger<BfdEngine>.Instance)
        {
            Random = jitter is "steady" or "garbage" ? new SteadyRandom() : new Random(),
        };
        foreach (var pair in pairs)
        {
            var split = pair.IndexOf('/', StringComparison.Ordinal);
            var remote = pair[(split + 1)..];
            var state = BfdState.Down;
            engine.Acquire(
                new BfdSessionKey(
                    IPAddressValue.From(IPAddress.Parse(remote)),
                    IPAddressValue.From(IPAddress.Parse(pair[..split])),
                    "eth0",
                    "",
                    IsMultihop: false),
                options,
                status =>
                {
                    if (status.State != state)
                    {
                        Console.WriteLine($"{remote} {state} -> {status.State} {status.Reason}");
                        state = status.State;
                    }
                });
        }

        if (jitter == "garbage")
        {
            new Thread(LeaveGarbage) { IsBackground = true }.Start();
        }

        Console.WriteLine("ready");
        using var never = new ManualResetEventSlim();
        while (true)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            never.Wait(AllocationWindowMilliseconds);
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            Console.WriteLine($"allocated {allocated} octets in {AllocationWindowMilliseconds} ms");
        }
    }

    // Far more than an agent does: 16 MB that live, and some 20 MB a second that take the place of others.
    private static void LeaveGarbage()
    {
        var live = new byte[16 * 1024][];
        using var pause = new ManualResetEventSlim();
        for (var index = 0; ; index = (index + 1) % live.Length)
        {
            live[index] = new byte[1000];
            if (index % 20 == 0)
            {
                pause.Wait(1);
            }
        }
    }
}
