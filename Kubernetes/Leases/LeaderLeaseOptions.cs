namespace MetalOrleans.Kubernetes.Leases;

/// <summary>Which lease, who we are, and how patient; the defaults are client-go's 15, 10 and 2 seconds.</summary>
public sealed record LeaderLeaseOptions
{
    /// <summary>The namespace of the Lease.</summary>
    public required string Namespace { get; init; }

    /// <summary>The name of the Lease.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Who we are; unique to this process, for two processes with one identity both believe to hold. A host name with a
    /// random suffix, as client-go's users have it, is right.
    /// </summary>
    public required string Identity { get; init; }

    /// <summary>What the holder says of itself beside its identity, as annotations of the Lease.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long others wait after the last renewal that they saw; whole seconds. Default 15 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long we believe in a lease that we could not renew. Default 10 s.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause between attempts. Default 2 s.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Checks the order retry &lt; renew &lt; duration.</summary>
    /// <exception cref="InvalidOperationException">A setting is out of order, or a name is empty.</exception>
    public LeaderLeaseOptions Checked()
    {
        if (Namespace.Length == 0 || Name.Length == 0 || Identity.Length == 0)
        {
            throw new InvalidOperationException(
                $"The lease '{Namespace}/{Name}' of '{Identity}' lacks a name: set namespace, name and identity.");
        }

        if (RetryPeriod <= TimeSpan.Zero || RenewDeadline <= RetryPeriod || LeaseDuration <= RenewDeadline
            || LeaseDuration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            throw new InvalidOperationException(
                $"The lease {Namespace}/{Name} has retry period {RetryPeriod}, renew deadline {RenewDeadline} and duration "
                + $"{LeaseDuration}: make each longer than the one before, and the duration whole seconds.");
        }

        return this;
    }
}
