using System.Text;

namespace MetalOrleans.Grains.Runtime.Turns;

/// <summary>Which turn the running code belongs to, and which turns wait for that one.</summary>
internal static class CallChain
{
    private static readonly AsyncLocal<Turn?> s_current = new();

    internal static Turn? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>Whether a turn of the scheduler waits, through any number of calls, for this turn's end.</summary>
    internal static bool Contains(Turn turn, TurnScheduler scheduler)
    {
        for (var caller = turn.Caller; caller is not null; caller = caller.Caller)
        {
            if (ReferenceEquals(caller.Scheduler, scheduler) && caller.IsRunning)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The chain from its first call to this turn, such as <c>a/1.X -> b/2.Y -> a/1.Z</c>.</summary>
    internal static string Describe(Turn turn)
    {
        var steps = new Stack<string>();
        for (var step = turn; step is not null; step = step.Caller)
        {
            steps.Push(step.Describe());
        }

        return new StringBuilder().AppendJoin(" -> ", steps).ToString();
    }
}
