using System.Collections.Immutable;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Planning;

/// <summary>What a replay remembers of one Service.</summary>
internal sealed record PlanStory
{
    /// <summary>A Service that no pass has looked at.</summary>
    public static PlanStory None { get; } = new();

    /// <summary>The pools that may hold something for it.</summary>
    public ImmutableSortedSet<string> HeldIn { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The pools that could not give what it lacks.</summary>
    public ImmutableSortedSet<string> WaitsFor { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>What the last pass found lacking.</summary>
    public ConvergenceRefusal? Refusal { get; init; }

    /// <summary>The pool of its addresses; empty without any.</summary>
    public string Pool { get; init; } = "";

    /// <summary>The events of the last pass that changed or refused something.</summary>
    public ImmutableArray<ServiceEvent> Events { get; init; } = [];

    /// <summary>Why, in a word.</summary>
    public string Reason => Refusal?.ToString() ?? Events.FirstOrDefault()?.Reason ?? "Cleared";

    /// <summary>Why, in sentences.</summary>
    public string Message => string.Join("; ", Events.Select(happened => happened.Message));

    /// <summary>The story after one more pass.</summary>
    public PlanStory After(ConvergenceOutcome outcome, ImmutableSortedSet<string> gave) => this with
    {
        HeldIn = HeldIn.Union(gave).Except(outcome.Releases),
        WaitsFor = outcome.WaitsFor,
        Refusal = outcome.Refusal,
        Pool = outcome.Pool ?? "",
        Events = outcome.ChangesStatus || outcome.Refusal is not null ? outcome.Events : Events,
    };
}
