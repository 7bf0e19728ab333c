namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>One series of a family: its labels, and what was measured.</summary>
/// <param name="labels">The labels as the text format has them, braces left out; empty for none.</param>
/// <param name="bounds">The upper bounds of a histogram's buckets; empty for other kinds.</param>
internal sealed class MetricSeries(string labels, double[] bounds)
{
    private readonly long[] _buckets = new long[bounds.Length];

    public string Labels { get; } = labels;

    /// <summary>The counter's sum, the gauge's last value, the histogram's sum.</summary>
    public double Value { get; private set; }

    /// <summary>How many values a histogram has seen.</summary>
    public long Count { get; private set; }

    /// <summary>The values at or below each bound, not cumulated.</summary>
    public ReadOnlySpan<long> Buckets => _buckets;

    public void Set(double value) => Value = value;

    public void Add(double value) => Value += value;

    public void Observe(double value)
    {
        Value += value;
        Count++;
        var index = Array.BinarySearch(bounds, value);
        index = index < 0 ? ~index : index;
        if (index < _buckets.Length)
        {
            _buckets[index]++;
        }
    }
}
