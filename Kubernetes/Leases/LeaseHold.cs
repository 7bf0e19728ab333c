namespace MetalOrleans.Kubernetes.Leases;

/// <summary>A lease while we hold it.</summary>
/// <param name="Term">Grows with every acquisition by anybody: the high part of every epoch.</param>
/// <param name="Identity">Who we are.</param>
public sealed record LeaseHold(long Term, string Identity);
