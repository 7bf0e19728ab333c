using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>
/// Listens to the instruments of this process whose names begin with <c>metallb_</c>, <c>metalorleans_</c> or
/// <c>process_</c>, and writes them in Prometheus' text format, names and labels as the instruments have them.
/// </summary>
/// <remarks>
/// The names of MetalLB's metrics break Prometheus' habits (gauges that end in <c>_total</c>, counters that do not), and
/// existing dashboards depend on each letter: nothing is appended here, and units are part of the name already.
/// </remarks>
public sealed class MetricsCollector : IDisposable
{
    /// <summary>The media type of <see cref="Collect"/>'s text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly string[] _prefixes = ["metallb_", "metalorleans_", "process_"];

    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _collecting = new();
    private readonly IMeterFactory? _scope;

    /// <param name="scope">
    /// Leaves out the meters of other factories, as when several hosts share a process; null takes the unscoped ones only.
    /// </param>
    public MetricsCollector(IMeterFactory? scope)
    {
        _scope = scope;
        _listener.InstrumentPublished = OnPublished;
        _listener.SetMeasurementEventCallback<byte>((instrument, value, labels, state) => Record(instrument, value, labels, state));
        _listener.SetMeasurementEventCallback<short>((instrument, value, labels, state) => Record(instrument, value, labels, state));
        _listener.SetMeasurementEventCallback<int>((instrument, value, labels, state) => Record(instrument, value, labels, state));
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, state) => Record(instrument, value, labels, state));
        _listener.SetMeasurementEventCallback<float>((instrument, value, labels, state) => Record(instrument, value, labels, state));
        _listener.SetMeasurementEventCallback<double>(Record);
        _listener.Start();
    }

    /// <summary>Asks the observable instruments, and writes every family that has a series, by name.</summary>
    /// <returns>The text of one scrape.</returns>
    public string Collect()
    {
        lock (_collecting)
        {
            MetricFamily[] families;
            lock (_families)
            {
                families = [.. _families.Values];
            }

            foreach (var family in families.Where(family => family.IsObservable))
            {
                family.Forget();
            }

            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var family in families)
            {
                Write(text, family);
            }

            return text.ToString();
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        if ((instrument.Meter.Scope is not null && !ReferenceEquals(instrument.Meter.Scope, _scope))
            || !_prefixes.Any(prefix => instrument.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return;
        }

        lock (_families)
        {
            if (!_families.TryGetValue(instrument.Name, out var family))
            {
                _families.Add(instrument.Name, family = new MetricFamily(instrument));
            }

            listener.EnableMeasurementEvents(instrument, family);
        }
    }

    private static void Record(
        Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels, object? state)
    {
        var family = (MetricFamily)state!;
        if (instrument is UpDownCounter<int> or UpDownCounter<long> or UpDownCounter<double>)
        {
            family.RecordChange(value, labels);
        }
        else
        {
            family.Record(value, labels);
        }
    }

    private static void Write(StringBuilder text, MetricFamily family)
    {
        var isFirst = true;
        family.Read(series =>
        {
            if (isFirst)
            {
                WriteHead(text, family);
                isFirst = false;
            }

            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(text, family, series);
            }
            else
            {
                WriteSample(text, family.Name, series.Labels, series.Value);
            }
        });
    }

    private static void WriteHead(StringBuilder text, MetricFamily family)
    {
        if (family.Help.Length > 0)
        {
            var help = family.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(help).Append('\n');
        }

        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        }).Append('\n');
    }

    private static void WriteHistogram(StringBuilder text, MetricFamily family, MetricSeries series)
    {
        var separator = series.Labels.Length > 0 ? "," : "";
        long below = 0;
        for (var index = 0; index < family.Bounds.Length; index++)
        {
            below += series.Buckets[index];
            WriteSample(text, family.Name + "_bucket", $"{series.Labels}{separator}le=\"{Number(family.Bounds[index])}\"", below);
        }

        WriteSample(text, family.Name + "_bucket", $"{series.Labels}{separator}le=\"+Inf\"", series.Count);
        WriteSample(text, family.Name + "_sum", series.Labels, series.Value);
        WriteSample(text, family.Name + "_count", series.Labels, series.Count);
    }

    private static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
