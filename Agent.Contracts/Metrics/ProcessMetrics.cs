using System.Diagnostics.Metrics;
using System.Reflection;

namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>
/// The process itself, under the names that Prometheus' client libraries use, and which build it is. Nothing is measured
/// between scrapes.
/// </summary>
public static class ProcessMetrics
{
    private static readonly MetricDescription Memory = new(
        "process_resident_memory_bytes", "Resident memory size in bytes.");

    private static readonly MetricDescription Processor = new(
        "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.");

    private static readonly MetricDescription Started = new(
        "process_start_time_seconds", "Start time of the process since the Unix epoch in seconds.");

    private static readonly MetricDescription Build = new(
        "metalorleans_build_info", "Always 1; the label version is this build's.");

    /// <summary>Adds the process's instruments to a meter.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="program">The assembly whose version is reported.</param>
    public static void AddTo(Meter meter, Assembly program)
    {
        ArgumentNullException.ThrowIfNull(program);
        meter.AddGauge(Memory, () => Environment.WorkingSet);
        meter.AddCounter(Processor, () => Environment.CpuUsage.TotalTime.TotalSeconds);
        // Instruments are made in the first moments of the process, and asking the kernel costs an assembly.
        var started = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        meter.AddGauge(Started, () => started);
        var version = program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        meter.AddGauge<int>(Build, () => [new Measurement<int>(1, new KeyValuePair<string, object?>("version", version))]);
    }
}
