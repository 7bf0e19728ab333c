using MetalOrleans.Kubernetes.Leases;

namespace MetalOrleans.Silo.Hosting;

/// <summary>How silos agree on the one that leads (docs/high-availability.md).</summary>
internal sealed record LeaseOptions
{
    /// <summary>The Lease's name.</summary>
    public const string Name = "metalorleans-silo";

    /// <summary>The annotation of the Lease in which the leader says where it serves agents.</summary>
    public const string EndpointAnnotation = "metalorleans.io/agent-endpoint";

    /// <summary>Who this process is among all that may lead; two with one identity would both believe to.</summary>
    public required string Identity { get; init; }

    /// <summary>Where agents reach this silo, <c>host:port</c>, told to those that dial a standby; empty for not told.</summary>
    public string AgentEndpoint { get; init; } = "";

    /// <summary>How long others wait after the leader's last renewal; whole seconds. Default 15 s.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader believes in a lease that it cannot renew. Default 10 s.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From one renewal, or attempt, to the next. Default 2 s.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The same for a Lease in a namespace.</summary>
    public LeaderLeaseOptions In(string @namespace) => new()
    {
        Namespace = @namespace,
        Name = Name,
        Identity = Identity,
        LeaseDuration = Duration,
        RenewDeadline = RenewDeadline,
        RetryPeriod = RetryPeriod,
        // Empty too: it replaces the endpoint of the leader before.
        Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [EndpointAnnotation] = AgentEndpoint },
    };
}
