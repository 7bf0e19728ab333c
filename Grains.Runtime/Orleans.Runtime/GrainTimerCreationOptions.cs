using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Orleans.Runtime;

/// <summary>How a grain timer ticks.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct GrainTimerCreationOptions
{
    public GrainTimerCreationOptions()
    {
    }

    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time to the first tick; infinite for none until <see cref="IGrainTimer.Change"/>.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The time from the end of one tick to the next; infinite for a single tick.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks interleave with calls and other ticks. Default false.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a tick counts as use and keeps the activation from being collected. Default false.</summary>
    public bool KeepAlive { get; init; }
}
