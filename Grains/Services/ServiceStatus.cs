using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Grains.Services;

/// <summary>What a Service's status shall say.</summary>
/// <param name="Addresses">The ingress addresses, in order; empty clears the status.</param>
/// <param name="Pool">The value of <c>metallb.io/ip-allocated-from-pool</c>; null removes the annotation (S-007, S-022).</param>
public sealed record ServiceStatus(ImmutableArray<Address> Addresses, string? Pool);
