using System.Collections.Immutable;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Planning;

/// <summary>What a plan means for one Service.</summary>
public sealed record PlannedService
{
    /// <summary>The Service.</summary>
    public required ServiceKey Service { get; init; }

    /// <summary>The addresses in its status at present, in their order.</summary>
    public required ImmutableArray<string> Before { get; init; }

    /// <summary>The addresses in its status when everything has come to rest, in their order.</summary>
    public required ImmutableArray<string> After { get; init; }

    /// <summary>The pool that holds the addresses afterwards; empty without any.</summary>
    public required string Pool { get; init; }

    /// <summary>The difference in a word.</summary>
    public required PlannedOutcome Outcome { get; init; }

    /// <summary>
    /// Why: a name of <see cref="ConvergenceRefusal"/> when the Service lacks something, <c>Deleted</c>, or the reason of the
    /// first event of the pass that changed it; empty when nothing happens.
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>The same in sentences, as the events would say it; empty when nothing happens.</summary>
    public required string Message { get; init; }

    /// <summary>Whether the Service loses, between two edits, an address that it has before and after.</summary>
    public required bool IsInterrupted { get; init; }

    /// <summary>
    /// The addresses afterwards when the silo sees all edits of the configuration at once, where they are others; null where
    /// the pace makes no difference.
    /// </summary>
    public ImmutableArray<string>? AfterAtOnce { get; init; }
}
