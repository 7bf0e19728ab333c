using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Services;

/// <summary>
/// Finds addresses for a Service that has none: explicit ones, those of a pool, any (S-053, S-070 to S-072).
/// </summary>
internal static class AddressSearch
{
    // An event has 1024 characters.
    private const int ObjectionsMax = 3;

    /// <summary>Begins the search, or ends it at once when what is asked for cannot be.</summary>
    public static ConvergenceStep Begin(ConvergenceState state)
    {
        var request = state.Request;
        if (request.ClusterIPs.Refusal is not null)
        {
            return Fail(state, request.ClusterIPs.Message);
        }

        if (request.Desired.Refusal is not null)
        {
            return Fail(state, request.Desired.Message);
        }

        state = state with { Phase = ConvergencePhase.Allocate };
        if (!request.Desired.Addresses.IsEmpty)
        {
            return BeginExplicit(state, request.Desired);
        }

        return request.Pool.Length > 0 ? BeginInPool(state, request.Pool) : BeginAnywhere(state);
    }

    /// <summary>Ends the search with the addresses, or tries the next pool.</summary>
    public static ConvergenceStep Next(ConvergenceState state, AskPool question, AllocationResult answer)
    {
        if (answer.IsAllocated)
        {
            return state.With(ConvergenceEvents.Allocated(answer.Addresses)).Assign(answer.Addresses, question.Pool);
        }

        var rest = state with { Attempts = state.Attempts.Dequeue() };
        if (answer.Refusal != AllocationRefusal.Exhausted && !question.Request.OnlyOwn
            && !rest.Objections.Contains(answer.Message))
        {
            rest = rest with { Objections = rest.Objections.Add(answer.Message) };
        }

        if (!rest.Attempts.IsEmpty)
        {
            return rest.Ask();
        }

        var isAnyPoolGood = state.Request.Pool.Length == 0 && !question.IsAssign;
        return Fail(rest, !isAnyPoolGood ? answer.Message
            : rest.Objections.IsEmpty ? AllocationTexts.NoneAvailableAnywhere
            : $"{AllocationTexts.NoneAvailableAnywhere}: {string.Join("; ", rest.Objections.Take(ObjectionsMax))}");
    }

    /// <summary>S-070: exactly these addresses, all of one pool.</summary>
    private static ConvergenceStep BeginExplicit(ConvergenceState state, AddressSet desired)
    {
        var requested = $"requested loadBalancer IP(s) {QuotedText.OfList(desired.Addresses)}";
        if (!desired.Families.Distinct().Order().SequenceEqual(state.Request.Families.Order()))
        {
            return Fail(state, $"{requested} does not match the ipFamily of the service");
        }

        if (state.OwnerOf(desired.Addresses) is not { } owner)
        {
            return Fail(state, AllocationTexts.NotAllowed(desired.Addresses));
        }

        if (!state.IsCompatible(owner))
        {
            return Fail(state, AllocationTexts.NotCompatible(owner.Name));
        }

        if (state.Request.Pool.Length > 0 && state.Request.Pool != owner.Name)
        {
            return Fail(state, $"{requested} is not compatible with requested address pool {state.Request.Pool}");
        }

        return (state with { Attempts = [new PoolAttempt(owner, desired.Families, desired.Addresses)] }).Ask();
    }

    /// <summary>S-071: any address of one pool, <c>autoAssign</c> or not.</summary>
    private static ConvergenceStep BeginInPool(ConvergenceState state, string name)
    {
        if (!state.View.Pools.TryGetValue(name, out var pool))
        {
            return Fail(state, AllocationTexts.UnknownPool(name));
        }

        return state.IsCompatible(pool)
            ? Try(state, AttemptsOn([pool], state.Request), AllocationTexts.NoneAvailable(name, state.Request.Families))
            : Fail(state, AllocationTexts.NotCompatible(name));
    }

    /// <summary>
    /// S-072: the pools of the Service's order, the pinned ones to the end before the plain ones (A-001).
    /// </summary>
    private static ConvergenceStep BeginAnywhere(ConvergenceState state)
    {
        var pools = PoolOrder.For(state.View.Pools.Values, state.Service, state.NamespaceLabels);
        var (pinned, plain) = (pools.Where(pool => pool.IsPinned), pools.Where(pool => !pool.IsPinned));
        return Try(
            state,
            AttemptsOnOwn(state)
                .Concat(AttemptsOn([.. pinned], state.Request)).Concat(AttemptsOn([.. plain], state.Request)),
            AllocationTexts.NoneAvailableAnywhere);
    }

    /// <summary>
    /// All families in every pool; then, where one will do, the primary family in every pool, then the other (A-007).
    /// A pool without a range of a family is not asked for it.
    /// </summary>
    private static IEnumerable<PoolAttempt> AttemptsOn(ImmutableArray<AddressPool> pools, ServiceRequest request)
    {
        IEnumerable<ImmutableArray<IPFamily>> choices = request.PrefersDualStack
            ? [request.Families, [request.PrimaryFamily], [request.PrimaryFamily.Other()]]
            : [request.Families];
        return
            from families in choices
            from pool in pools
            where families.All(family => pool.Ranges.Any(range => range.Family == family))
            select new PoolAttempt(pool, request.Repeat(families), []);
    }

    /// <summary>
    /// Before any other: pools with a reservation for the Service, given automatically or not, and those that hold addresses
    /// for Services that went.
    /// </summary>
    private static IEnumerable<PoolAttempt> AttemptsOnOwn(ConvergenceState state)
    {
        var (view, reserved) = (state.View, state.Reservations.Select(item => item.Pool));
        var holding = view.PoolPolicies.Values.Where(policy => policy.HoldFor > TimeSpan.Zero).Select(policy => policy.Pool)
            .Where(pool => view.Pools.TryGetValue(pool, out var found) && found.AutoAssign);
        ImmutableArray<AddressPool> pools =
        [
            .. from name in reserved.Concat(holding).Distinct(StringComparer.Ordinal)
               let pool = view.Pools.GetValueOrDefault(name)
               where pool is not null && state.IsCompatible(pool)
               select pool,
        ];
        return AttemptsOn(pools, state.Request).Select(attempt => attempt with { OnlyOwn = true });
    }

    private static ConvergenceStep Try(ConvergenceState state, IEnumerable<PoolAttempt> attempts, string otherwise)
    {
        var queue = ImmutableQueue.CreateRange(attempts);
        return queue.IsEmpty ? Fail(state, otherwise) : (state with { Attempts = queue }).Ask();
    }

    private static ConvergenceOutcome Fail(ConvergenceState state, string why) =>
        state.With(ConvergenceEvents.AllocationFailed(state.Service.Key, why))
            .Clear(ConvergenceRefusal.AllocationFailed);
}
