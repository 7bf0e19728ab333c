using System.CommandLine;
using MetalOrleans.Silo.Gateway;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The options that say how agents make sure of an address and tell their neighbours (docs/ownership.md).</summary>
internal sealed class OwnershipFlags
{
    private const string Defend = "defend";
    private const string GiveWay = "give-way";

    private static readonly OwnershipOptions _defaults = new();

    private readonly Option<int> _probeCount = new("--probe-count")
    {
        Description = "ARP probes (DAD solicitations) before the first announcement of an address that is new to the cluster; "
            + "0 for none.",
        DefaultValueFactory = _ => _defaults.ProbeCount,
        HelpName = "count",
    };

    private readonly Option<int> _probeInterval = new("--probe-interval")
    {
        Description = "Milliseconds from one probe to the next, and from the last one to the announcement.",
        DefaultValueFactory = _ => (int)_defaults.ProbeInterval.TotalMilliseconds,
        HelpName = "ms",
    };

    private readonly Option<int> _reprobeInterval = new("--reprobe-interval")
    {
        Description = "Seconds until an address that a stranger holds is probed again; doubled each time, up to twelve times that.",
        DefaultValueFactory = _ => (int)_defaults.ReprobeMin.TotalSeconds,
        HelpName = "s",
    };

    private readonly Option<int> _defenceInterval = new("--defence-interval")
    {
        Description = "Seconds: a stranger's claims on an announced address are answered at most this often.",
        DefaultValueFactory = _ => (int)_defaults.DefenceInterval.TotalSeconds,
        HelpName = "s",
    };

    private readonly Option<string> _conflictPolicy = new Option<string>("--conflict-policy")
    {
        Description = "When a stranger goes on claiming an announced address: defend it, or give-way until the stranger is gone.",
        DefaultValueFactory = _ => Defend,
        HelpName = "policy",
    }.AcceptOnlyFromAmong(Defend, GiveWay);

    private readonly Option<int> _refresh = new("--gratuitous-refresh")
    {
        Description = "Seconds from one gratuitous round to the next after the first five; 0 for none.",
        DefaultValueFactory = _ => (int)_defaults.GratuitousRefresh.TotalSeconds,
        HelpName = "s",
    };

    private readonly Option<int> _rate = new("--gratuitous-rate")
    {
        Description = "Gratuitous frames and probes that one agent sends in a second; a fifth of it may leave at once.",
        DefaultValueFactory = _ => _defaults.FramesPerSecond,
        HelpName = "frames",
    };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _probeCount, _probeInterval, _reprobeInterval, _defenceInterval, _conflictPolicy, _refresh, _rate,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="SettingException">A value is out of its range.</exception>
    public OwnershipOptions Read(ParseResult result)
    {
        var reprobe = TimeSpan.FromSeconds(Read(result, _reprobeInterval, 1, 3_600));
        var rate = Read(result, _rate, 10, 1_000_000);
        return new OwnershipOptions
        {
            ProbeCount = Read(result, _probeCount, 0, 10),
            ProbeInterval = TimeSpan.FromMilliseconds(Read(result, _probeInterval, 1, 10_000)),
            DefenceInterval = TimeSpan.FromSeconds(Read(result, _defenceInterval, 1, 3_600)),
            GivesWay = result.GetValue(_conflictPolicy) == GiveWay,
            ReprobeMin = reprobe,
            ReprobeMax = reprobe * 12,
            GratuitousRefresh = TimeSpan.FromSeconds(Read(result, _refresh, 0, 86_400)),
            FramesPerSecond = rate,
            // Never less than a round of both forms on a few interfaces.
            FrameBurst = Math.Max(10, rate / 5),
        };
    }

    private static int Read(ParseResult result, Option<int> option, int min, int max)
    {
        var value = result.GetValue(option);
        return value >= min && value <= max
            ? value
            : throw new SettingException($"{option.Name} {value} is out of range: give a number from {min} to {max}.");
    }
}
