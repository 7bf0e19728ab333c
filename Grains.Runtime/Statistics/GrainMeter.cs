using System.Diagnostics.Metrics;

namespace MetalOrleans.Grains.Runtime.Statistics;

/// <summary>The statistics as instruments: they are read when a collector asks, and cost nothing before.</summary>
internal sealed class GrainMeter
{
    internal const string Name = "MetalOrleans.Grains.Runtime";

    public GrainMeter(IMeterFactory factory, IGrainStatistics statistics)
    {
        var meter = factory.Create(Name);
        meter.CreateObservableCounter(
            "metalorleans_grain_calls_total",
            () => Observe(statistics, report => report.Calls),
            description: "Calls of grain methods that ended.");
        meter.CreateObservableCounter(
            "metalorleans_grain_call_errors_total",
            () => Observe(statistics, report => report.Errors),
            description: "Calls of grain methods that ended with an exception or were cancelled.");
        meter.CreateObservableCounter(
            "metalorleans_grain_call_seconds_total",
            () => Observe(statistics, report => report.Total.TotalSeconds),
            unit: "s",
            description: "Time from the start of each call's turn to its end.");
        meter.CreateObservableGauge(
            "metalorleans_grain_activations",
            () => from type in statistics.Types()
                  where type.Activated > 0
                  select new Measurement<long>(type.Active, new KeyValuePair<string, object?>("grain", type.Grain)),
            description: "Active grains.");
        meter.CreateObservableCounter(
            "metalorleans_grain_activation_failures_total",
            () => from type in statistics.Types()
                  where type.Failed > 0
                  select new Measurement<long>(type.Failed, new KeyValuePair<string, object?>("grain", type.Grain)),
            description: "Activations that failed.");
    }

    private static IEnumerable<Measurement<T>> Observe<T>(
        IGrainStatistics statistics, Func<GrainMethodReport, T> value)
        where T : struct =>
        from report in statistics.Methods()
        select new Measurement<T>(
            value(report),
            new KeyValuePair<string, object?>("grain", report.Grain),
            new KeyValuePair<string, object?>("method", report.Method));
}
