using System.Collections.Immutable;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Services;

/// <summary>Moves a Service out of a pool that is being drained, when the Service may move and another pool takes it.</summary>
/// <remarks>
/// A Service may not move that asks for the pool or for its addresses, or says
/// <see cref="ServiceAnnotations.KeepAddress"/>. It moves to as many addresses of the same families as it has, in the pool
/// that it would be given one of; without such a pool it keeps what it has, and waits.
/// </remarks>
internal static class PoolDrain
{
    /// <summary>Whether the Service is asked to leave the pool, and may.</summary>
    public static bool Concerns(ConvergenceState state, string pool) =>
        StateOf(state, pool) == PoolState.Draining
        && state.Request is { Pool: "", Desired.Addresses.IsEmpty: true, KeepsAddress: false };

    /// <summary>Begins with the first other pool, or ends at once when there is none.</summary>
    public static ConvergenceStep Begin(ConvergenceState state, string pool)
    {
        var families = state.Request.Current.Families;
        var attempts =
            from other in PoolOrder.For(state.View.Pools.Values, state.Service, state.NamespaceLabels)
            where other.Name != pool && StateOf(state, other.Name) == PoolState.Active
            where families.All(family => other.Ranges.Any(range => range.Family == family))
            select new PoolAttempt(other, families, []);
        state = state with { Phase = ConvergencePhase.Drain, Attempts = ImmutableQueue.CreateRange(attempts), Leaves = pool };
        return state.Attempts.IsEmpty ? Stay(state, AllocationTexts.NoneAvailableAnywhere) : state.Ask();
    }

    /// <summary>Goes on with a pool's answer.</summary>
    public static ConvergenceStep Next(ConvergenceState state, AskPool question, AllocationResult answer)
    {
        if (answer.IsAllocated)
        {
            return state.With(ConvergenceEvents.Moved(state.Leaves, state.Request.Current.Addresses, answer.Addresses))
                .Assign(answer.Addresses, question.Pool);
        }

        var rest = state with { Attempts = state.Attempts.Dequeue() };
        return rest.Attempts.IsEmpty ? Stay(rest, answer.Message) : rest.Ask();
    }

    private static ConvergenceOutcome Stay(ConvergenceState state, string why) =>
        state.With(ConvergenceEvents.CannotMove(state.Leaves, state.Request.Current.Addresses, why))
            .Assign(state.Request.Current.Addresses, state.Leaves) with
        {
            WaitsFor = state.RefusedBy,
        };

    private static PoolState StateOf(ConvergenceState state, string pool) =>
        state.View.PoolPolicies.TryGetValue(pool, out var policy) ? policy.State : PoolState.Active;
}
