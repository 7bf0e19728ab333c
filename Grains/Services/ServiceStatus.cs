using System.Collections.Immutable;

namespace MetalOrleans.Grains.Services;

/// <summary>What a Service's status, and the annotations that travel with it, shall say (S-020, S-022).</summary>
/// <param name="IngressIPs">The ingress addresses, in order; empty clears the status.</param>
/// <param name="AnnotationChanges">Annotations to set, or with null to remove.</param>
public sealed record ServiceStatus(
    ImmutableArray<string> IngressIPs, ImmutableSortedDictionary<string, string?> AnnotationChanges);
