using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.Silo.Gateway;

/// <summary>How agents make sure of an address and tell their neighbours. Agents learn it in the welcome.</summary>
internal sealed record OwnershipOptions
{
    /// <summary>Probes before the first announcement of an address that is new to the cluster; 0 for none. Default 3.</summary>
    public int ProbeCount { get; init; } = 3;

    /// <summary>From one probe to the next, and from the last to the announcement. Default 50 ms.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A stranger's claims are answered at most this often (RFC 5227 §2.4). Default 10 s.</summary>
    public TimeSpan DefenceInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a second claim within that interval ends the announcement (RFC 5227 §2.4 b). Default: no.</summary>
    public bool GivesWay { get; init; }

    /// <summary>How soon an address that a stranger holds is probed again the first time. Default 5 s.</summary>
    public TimeSpan ReprobeMin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause doubles up to this. Default 60 s.</summary>
    public TimeSpan ReprobeMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From one gratuitous round to the next after the first five; zero, the default, for none.</summary>
    public TimeSpan GratuitousRefresh { get; init; } = TimeSpan.Zero;

    /// <summary>Gratuitous frames and probes that an agent sends in a second. Default 10 000.</summary>
    public int FramesPerSecond { get; init; } = 10_000;

    /// <summary>Those that leave at once after a rest. Default 2 000.</summary>
    public int FrameBurst { get; init; } = 2_000;

    /// <summary>In the words of the agent link.</summary>
    public OwnershipSettings ToMessage() => new()
    {
        ProbeCount = (uint)ProbeCount,
        ProbeIntervalMilliseconds = (uint)ProbeInterval.TotalMilliseconds,
        DefenceIntervalMilliseconds = (uint)DefenceInterval.TotalMilliseconds,
        GivesWay = GivesWay,
        ReprobeMilliseconds = (uint)ReprobeMin.TotalMilliseconds,
        ReprobeMaxMilliseconds = (uint)ReprobeMax.TotalMilliseconds,
        RefreshMilliseconds = (uint)GratuitousRefresh.TotalMilliseconds,
        FramesPerSecond = (uint)FramesPerSecond,
        FrameBurst = (uint)FrameBurst,
    };
}
