using MetalOrleans.Lab.Demo;

namespace MetalOrleans.Lab.Measuring;

/// <summary>Durations of one kind, summarised by rank.</summary>
internal sealed class Distribution(string name, IEnumerable<TimeSpan> samples)
{
    private readonly TimeSpan[] _sorted = [.. samples.Order()];

    public string Name { get; } = name;

    /// <summary>Count, median, 99th percentile and maximum, as the cells of a table.</summary>
    public string[] Cells() =>
        [Name, $"{_sorted.Length}", Show(Rank(0.5)), Show(Rank(0.99)), Show(_sorted[^1])];

    /// <summary>The nearest-rank percentile: always one of the samples.</summary>
    public TimeSpan Rank(double share) => _sorted[Math.Max(0, (int)Math.Ceiling(share * _sorted.Length) - 1)];

    private static string Show(TimeSpan time) => DemoScreen.Milliseconds(time);
}
