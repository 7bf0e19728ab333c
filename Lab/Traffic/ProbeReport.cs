using System.Collections.Immutable;

namespace MetalOrleans.Lab.Traffic;

/// <summary>What a probe measured.</summary>
public sealed class ProbeReport(long sent, ImmutableArray<ProbeAnswer> answers, TimeProvider clock)
{
    public long Sent { get; } = sent;

    public ImmutableArray<ProbeAnswer> Answers { get; } = answers;

    public long Lost => Sent - Answers.Length;

    /// <summary>Answers per machine, by name.</summary>
    public ImmutableSortedDictionary<string, int> AnswersByMachine => Answers
        .GroupBy(answer => answer.Machine)
        .ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    /// <summary>The outage as a client saw it; null when fewer than two answers came.</summary>
    public ProbeGap? LongestGap => Gaps().MaxBy(gap => gap.Length);

    /// <summary>The gaps at which another machine took over.</summary>
    public ImmutableArray<ProbeGap> Moves => [.. Gaps().Where(gap => gap.From != gap.To)];

    /// <summary>The same probe, from the last answer before a moment of its clock on.</summary>
    public ProbeReport Since(long timestamp) =>
        new(Sent, [.. Answers.Skip(Answers.TakeWhile(answer => answer.Timestamp < timestamp).Count() - 1)], clock);

    private IEnumerable<ProbeGap> Gaps() => Answers
        .Zip(Answers.Skip(1), (before, after) => new ProbeGap(
            clock.GetElapsedTime(before.Timestamp, after.Timestamp), before.Machine, after.Machine));
}
