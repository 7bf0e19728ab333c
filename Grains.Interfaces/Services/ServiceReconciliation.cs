using System.Collections.Immutable;

namespace MetalOrleans.Grains.Interfaces.Services;

/// <summary>How a convergence pass ended.</summary>
/// <param name="Outcome">The end.</param>
/// <param name="Addresses">The Service's addresses after the pass, canonical text.</param>
/// <param name="HasFreedAddress">An address became free, so Services that wait are worth another pass (S-057).</param>
/// <param name="Message">For a person, when the outcome is not a success.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.ServiceReconciliation")]
public sealed record ServiceReconciliation(
    [property: Id(0)] ReconciliationOutcome Outcome,
    [property: Id(1)] ImmutableArray<string> Addresses,
    [property: Id(2)] bool HasFreedAddress,
    [property: Id(3)] string Message);
