using System.Collections.Immutable;

namespace MetalOrleans.Grains.Interfaces.Services;

/// <summary>How a convergence pass ended.</summary>
/// <param name="Outcome">The end.</param>
/// <param name="Addresses">
/// The Service's addresses after the pass, canonical text; after a write that failed those that its status shows already and that are
/// announced all the same.
/// </param>
/// <param name="FreedIn">The pools in which something became free, so that Services that wait for it are worth another pass (S-057).</param>
/// <param name="WaitsFor">The pools that could not give what the Service lacks; empty when it lacks nothing of them.</param>
/// <param name="Message">For a person, when the outcome is not a success.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.ServiceReconciliation")]
public sealed record ServiceReconciliation(
    [property: Id(0)] ReconciliationOutcome Outcome,
    [property: Id(1)] ImmutableArray<string> Addresses,
    [property: Id(2)] ImmutableSortedSet<string> FreedIn,
    [property: Id(3)] ImmutableSortedSet<string> WaitsFor,
    [property: Id(4)] string Message);
