using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;

namespace MetalOrleans.Domain.Services;

/// <summary>
/// Gives a Service that keeps its addresses those that it lacks, a second family (S-052) or more of one family, and takes
/// those that it has too many.
/// </summary>
internal static class AddressAdjustment
{
    /// <summary>Begins, or ends at once when the Service has what it asks for.</summary>
    public static ConvergenceStep Begin(ConvergenceState state, string pool)
    {
        var current = state.Request.Current.Families;
        var present = current.Distinct().ToImmutableArray();
        var attempts = ImmutableQueue<PoolAttempt>.Empty;
        if (present.Length == 1 && state.Request.PrefersDualStack)
        {
            attempts = attempts.Enqueue(Attempt([.. present, present[0].Other()]));
        }

        if (present.Any(family => current.Count(other => other == family) != state.Request.AddressesPerFamily))
        {
            attempts = attempts.Enqueue(Attempt(present));
        }

        return attempts.IsEmpty
            ? state.Assign(state.Request.Current.Addresses, pool)
            : (state with { Phase = ConvergencePhase.Adjust, Attempts = attempts }).Ask();

        PoolAttempt Attempt(ImmutableArray<IPFamily> families) =>
            new(state.View.Pools[pool], Wanted(current, families, state.Request.AddressesPerFamily), []);
    }

    /// <summary>Goes on with the pool's answer: what stays, stays (S-091), and in its order .</summary>
    public static ConvergenceStep Next(ConvergenceState state, AskPool question, AllocationResult answer)
    {
        var current = state.Request.Current.Addresses;
        if (answer.IsAllocated)
        {
            return answer.Addresses.Except(current)
                .Aggregate(state, (sofar, address) => sofar.With(ConvergenceEvents.Added(address)))
                .Assign(answer.Addresses, question.Pool);
        }

        var added = question.Request.Families.Skip(current.Length).Distinct().ToImmutableArray();
        var why = answer.Refusal == AllocationRefusal.Exhausted
            ? AllocationTexts.NoneAvailable(question.Pool, added)
            : answer.Message;
        var isSecondFamily = added.Except(state.Request.Current.Families).Any();
        state = state.With(isSecondFamily
            ? ConvergenceEvents.AdditionalAssignFailed(why)
            : ConvergenceEvents.MoreAddressesFailed(state.Request.AddressesPerFamily, why));
        var rest = state with { Attempts = state.Attempts.Dequeue() };
        return rest.Attempts.IsEmpty
            ? state.Assign(current, question.Pool) with { WaitsFor = state.RefusedBy }
            : rest.Ask();
    }

    /// <summary>Of the present entries as many as are wanted of each family, in their order; then those that are missing.</summary>
    private static ImmutableArray<IPFamily> Wanted(
        ImmutableArray<IPFamily> current, ImmutableArray<IPFamily> families, int perFamily)
    {
        var wanted = ImmutableArray.CreateBuilder<IPFamily>(families.Length * perFamily);
        foreach (var family in current.Concat(families.SelectMany(family => Enumerable.Repeat(family, perFamily))))
        {
            if (wanted.Count(other => other == family) < perFamily)
            {
                wanted.Add(family);
            }
        }

        return wanted.ToImmutable();
    }
}
