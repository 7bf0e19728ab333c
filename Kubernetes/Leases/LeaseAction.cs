namespace MetalOrleans.Kubernetes.Leases;

/// <summary>The closed set of things to do about a lease.</summary>
public enum LeaseAction
{
    /// <summary>Somebody else holds it, or may: look again after the retry period.</summary>
    Wait,

    /// <summary>There is none: create it.</summary>
    Create,

    /// <summary>It is released, expired, or ours from a former life: take it with a new term.</summary>
    Acquire,

    /// <summary>We hold it: renew.</summary>
    Renew,
}
