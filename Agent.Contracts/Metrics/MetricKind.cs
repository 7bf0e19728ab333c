namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>What a metric family is to Prometheus.</summary>
internal enum MetricKind
{
    /// <summary>A value that only grows until the process ends.</summary>
    Counter,

    /// <summary>A value that goes up and down.</summary>
    Gauge,

    /// <summary>Observations counted in buckets.</summary>
    Histogram,
}
