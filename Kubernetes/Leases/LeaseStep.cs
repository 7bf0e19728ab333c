using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Leases;

/// <summary>What to do about a lease now.</summary>
/// <param name="Action">The action.</param>
/// <param name="Write">What to write; null when waiting.</param>
public sealed record LeaseStep(LeaseAction Action, Lease? Write);
