using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;

namespace MetalOrleans.Domain.Services;

/// <summary>A question to one pool, to be answered to <see cref="ServiceConvergence.Next"/>.</summary>
public sealed record AskPool : ConvergenceStep
{
    internal AskPool(ConvergenceState state) => State = state;

    /// <summary>The pool's name.</summary>
    public required string Pool { get; init; }

    /// <summary>
    /// The addresses to <see cref="PoolLedger.Assign(PoolTerms, ImmutableArray{Address}, AllocationRequest)"/>; empty means
    /// <see cref="PoolLedger.Allocate(PoolTerms, AllocationRequest)"/>.
    /// </summary>
    public required ImmutableArray<Address> Addresses { get; init; }

    /// <summary>Who asks, for which families, on which sharing terms.</summary>
    public required AllocationRequest Request { get; init; }

    /// <summary>Whether exactly <see cref="Addresses"/> are wanted.</summary>
    public bool IsAssign => !Addresses.IsEmpty;

    /// <summary>Where the convergence goes on.</summary>
    internal ConvergenceState State { get; }
}
