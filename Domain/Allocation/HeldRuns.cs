using System.Collections.Immutable;

namespace MetalOrleans.Domain.Allocation;

/// <summary>The held addresses of one family as sorted runs, no two of them adjacent.</summary>
/// <remarks>
/// Every operation costs the logarithm of the number of runs. A pool that is filled from below is one run, however many
/// addresses that is.
/// </remarks>
internal sealed class HeldRuns
{
    private readonly ImmutableSortedSet<HeldRun> _runs;

    private HeldRuns(ImmutableSortedSet<HeldRun> runs) => _runs = runs;

    /// <summary>No address is held.</summary>
    public static HeldRuns Empty { get; } = new([]);

    /// <summary>
    /// The lowest number at or above <paramref name="from"/> that is not held; null when there is none.
    /// </summary>
    public UInt128? NextFree(UInt128 from) => RunAround(from) is not { } run
        ? from
        : run.Last == UInt128.MaxValue ? null : run.Last + 1;

    /// <summary>Whether the number is held.</summary>
    public bool Contains(UInt128 value) => RunAround(value) is not null;

    /// <summary>The runs with all numbers of a range, held or not before. Costs the number of runs that it swallows.</summary>
    public HeldRuns AddRange(UInt128 first, UInt128 last)
    {
        var runs = _runs;
        if (RunAround(first == UInt128.MinValue ? first : first - 1) is { } below)
        {
            runs = runs.Remove(below);
            first = below.First;
            last = UInt128.Max(last, below.Last);
        }

        while (NextAtOrAbove(runs, first) is { } above && above.First - 1 <= last)
        {
            runs = runs.Remove(above);
            last = UInt128.Max(last, above.Last);
        }

        return new HeldRuns(runs.Add(new HeldRun(first, last)));
    }

    /// <summary>The runs with one more address, which was free.</summary>
    public HeldRuns Add(UInt128 value)
    {
        var runs = _runs;
        var first = value;
        var last = value;
        if (value != UInt128.MinValue && RunAround(value - 1) is { } below)
        {
            runs = runs.Remove(below);
            first = below.First;
        }

        if (value != UInt128.MaxValue && RunAround(value + 1) is { } above)
        {
            runs = runs.Remove(above);
            last = above.Last;
        }

        return new HeldRuns(runs.Add(new HeldRun(first, last)));
    }

    /// <summary>The runs with one address less, which was held.</summary>
    public HeldRuns Remove(UInt128 value)
    {
        var run = RunAround(value) ?? throw new InvalidOperationException($"Address number {value} is not held.");
        var runs = _runs.Remove(run);
        if (run.First < value)
        {
            runs = runs.Add(run with { Last = value - 1 });
        }

        if (value < run.Last)
        {
            runs = runs.Add(run with { First = value + 1 });
        }

        return new HeldRuns(runs);
    }

    /// <summary>The run that holds the number; null when it is free.</summary>
    private HeldRun? RunAround(UInt128 value)
    {
        var index = _runs.IndexOf(new HeldRun(value, value));
        if (index < 0)
        {
            // The complement is the index of the next higher run, so the candidate is the one before it.
            index = ~index - 1;
        }

        return index >= 0 && _runs[index] is var run && run.Last >= value ? run : null;
    }

    private static HeldRun? NextAtOrAbove(ImmutableSortedSet<HeldRun> runs, UInt128 first)
    {
        var index = runs.IndexOf(new HeldRun(first, first));
        index = index < 0 ? ~index : index;
        return index < runs.Count ? runs[index] : null;
    }
}
