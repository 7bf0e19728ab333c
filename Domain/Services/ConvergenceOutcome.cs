using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Services;

/// <summary>What a Service shall have, and what must be done to make it so.</summary>
/// <remarks>Converging the result again changes nothing (invariant 10).</remarks>
public sealed record ConvergenceOutcome : ConvergenceStep
{
    internal ConvergenceOutcome()
    {
    }

    /// <summary>
    /// The addresses to announce for the Service, in the order of its status; empty when it has none of a pool.
    /// </summary>
    /// <remarks>The order of addresses that stay never changes .</remarks>
    public required ImmutableArray<Address> Addresses { get; init; }

    /// <summary>
    /// The pool that holds <see cref="Addresses"/> for the Service; null exactly when there are none.
    /// </summary>
    public required string? Pool { get; init; }

    /// <summary>
    /// Why the Service lacks what it asks for; null when it lacks nothing. No retry by itself (S-055).
    /// </summary>
    public required ConvergenceRefusal? Refusal { get; init; }

    /// <summary>
    /// The texts for <c>status.loadBalancer.ingress[].ip</c> (S-020); what is there already when all is kept.
    /// </summary>
    public required ImmutableArray<string> IngressIPs { get; init; }

    /// <summary>Annotations to set, or with null to remove; empty when they are right already (S-007, S-022).</summary>
    public required ImmutableSortedDictionary<string, string?> AnnotationChanges { get; init; }

    /// <summary>Whether <see cref="IngressIPs"/> differ from what the Service says now.</summary>
    public required bool ChangesStatus { get; init; }

    /// <summary>Whether the Service must be written at all (S-061).</summary>
    public bool ChangesService => ChangesStatus || !AnnotationChanges.IsEmpty;

    /// <summary>
    /// The events to publish, in order. A failure that lasts repeats its event in every pass; who publishes drops an event
    /// that equals one of the pass before (invariant 10).
    /// </summary>
    public required ImmutableArray<ServiceEvent> Events { get; init; }

    /// <summary>
    /// The pools that may hold something for the Service and must release it, before others are converged.
    /// </summary>
    public required ImmutableSortedSet<string> Releases { get; init; }

    /// <summary>
    /// The pools in which the Service gave something up that a waiting one may get now: an address, a port on a shared
    /// address, or terms that kept others from sharing (S-035, S-057).
    /// </summary>
    public required ImmutableSortedSet<string> FreedIn { get; init; }

    /// <summary>
    /// The pools that could not give what the Service lacks: something freed in one of them is worth another pass.
    /// Empty when it lacks nothing, or nothing that a pool could give.
    /// </summary>
    public required ImmutableSortedSet<string> WaitsFor { get; init; }
}
