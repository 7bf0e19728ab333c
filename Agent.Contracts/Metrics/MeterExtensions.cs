using System.Diagnostics.Metrics;

namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>Instruments that take name and HELP from a <see cref="MetricDescription"/>.</summary>
public static class MeterExtensions
{
    /// <summary>A counter whose series are asked for at each scrape.</summary>
    public static void AddCounter<T>(this Meter meter, MetricDescription metric, Func<IEnumerable<Measurement<T>>> observe)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(metric);
        meter.CreateObservableCounter(metric.Name, observe, description: metric.Help);
    }

    /// <summary>A counter without labels that is asked for at each scrape.</summary>
    public static void AddCounter<T>(this Meter meter, MetricDescription metric, Func<T> observe)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(metric);
        meter.CreateObservableCounter(metric.Name, observe, description: metric.Help);
    }

    /// <summary>A gauge whose series are asked for at each scrape.</summary>
    public static void AddGauge<T>(this Meter meter, MetricDescription metric, Func<IEnumerable<Measurement<T>>> observe)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(metric);
        meter.CreateObservableGauge(metric.Name, observe, description: metric.Help);
    }

    /// <summary>A gauge without labels that is asked for at each scrape.</summary>
    public static void AddGauge<T>(this Meter meter, MetricDescription metric, Func<T> observe)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(metric);
        meter.CreateObservableGauge(metric.Name, observe, description: metric.Help);
    }
}
