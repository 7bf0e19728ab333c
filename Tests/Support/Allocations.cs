namespace MetalOrleans.Tests.Support;

/// <summary>What code allocates once it has settled.</summary>
public static class Allocations
{
    private const int RunsMax = 20;

    /// <summary>Runs something until a run allocates nothing; fails when none of twenty does.</summary>
    /// <remarks>
    /// The runtime allocates on a thread of its own accord when it compiles anew what has become hot: one run that allocates
    /// proves nothing, but what really allocates does so in each.
    /// </remarks>
    public static void AssertNone(Action run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var least = long.MaxValue;
        for (var count = 0; count < RunsMax && least > 0; count++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(least == 0, $"each of {RunsMax} runs allocated, none less than {least} octets");
    }
}
