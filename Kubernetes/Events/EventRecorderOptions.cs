namespace MetalOrleans.Kubernetes.Events;

/// <summary>Who reports, and the limits.</summary>
public sealed record EventRecorderOptions
{
    /// <summary>The source component, such as <c>metallb-controller</c>; what <c>kubectl describe</c> prints under From.</summary>
    public required string Component { get; init; }

    /// <summary>The node or host this runs on; empty to leave it out.</summary>
    public string Host { get; init; } = "";

    /// <summary>Events waiting to be sent; more are dropped and counted. client-go queues 1000.</summary>
    public int QueueLength { get; init; } = 1000;

    /// <summary>Events remembered for aggregation; client-go remembers 4096.</summary>
    public int RememberedMax { get; init; } = 4096;

    /// <summary>Events one object may have at once; client-go's spam filter allows 25.</summary>
    public int BurstPerObject { get; init; } = 25;

    /// <summary>After its burst, an object may have one more event in this time; client-go's spam filter: 5 minutes.</summary>
    public TimeSpan RefillPerObject { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a stop may wait for what is queued.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
