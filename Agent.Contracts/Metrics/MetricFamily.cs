using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>All series of one name.</summary>
internal sealed class MetricFamily
{
    /// <summary>For histograms without advice: seconds, from half a millisecond to ten.</summary>
    private static readonly double[] _defaultBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();

    public MetricFamily(Instrument instrument)
    {
        Name = instrument.Name;
        Help = instrument.Description ?? "";
        IsObservable = instrument.IsObservable;
        Kind = KindOf(instrument);
        Bounds = Kind == MetricKind.Histogram ? BoundsOf(instrument) : [];
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    /// <summary>The upper bounds of a histogram's buckets, ascending; +Inf is not among them.</summary>
    public double[] Bounds { get; }

    /// <summary>Whether the values are asked for at each collection; what is no longer reported is gone then.</summary>
    public bool IsObservable { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var text = Format(labels);
        lock (_writing)
        {
            if (!_series.TryGetValue(text, out var series))
            {
                _series.Add(text, series = new MetricSeries(text, Bounds));
            }

            switch (Kind)
            {
                case MetricKind.Histogram:
                    series.Observe(value);
                    break;
                case MetricKind.Counter when !IsObservable:
                    series.Add(value);
                    break;
                default:
                    series.Set(value);
                    break;
            }
        }
    }

    /// <summary>A change of an up-down counter.</summary>
    public void RecordChange(double change, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var text = Format(labels);
        lock (_writing)
        {
            if (!_series.TryGetValue(text, out var series))
            {
                _series.Add(text, series = new MetricSeries(text, Bounds));
            }

            series.Add(change);
        }
    }

    /// <summary>Forgets all series, before an observable instrument is asked again.</summary>
    public void Forget()
    {
        lock (_writing)
        {
            _series.Clear();
        }
    }

    /// <summary>Calls the reader with each series, in the order of their labels.</summary>
    public void Read(Action<MetricSeries> reader)
    {
        lock (_writing)
        {
            foreach (var series in _series.Values.OrderBy(series => series.Labels, StringComparer.Ordinal))
            {
                reader(series);
            }
        }
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var shape = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return shape == typeof(Counter<>) || shape == typeof(ObservableCounter<>) ? MetricKind.Counter
            : shape == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
    }

    private static double[] BoundsOf(Instrument instrument) =>
        instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds }
            ? [.. bounds]
            : _defaultBounds;

    private static string Format(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (labels.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"");
            Escape(text, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            text.Append('"');
        }

        return text.ToString();
    }

    private static void Escape(StringBuilder text, string value)
    {
        foreach (var character in value)
        {
            _ = character switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(character),
            };
        }
    }
}
