using System.Collections.Immutable;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Services;

/// <summary>
/// Decides what addresses a Service shall have: MetalLB's convergence table (S-040 to S-056), one pass.
/// </summary>
/// <remarks>
/// Pools live elsewhere, so a pass is a dialogue: <see cref="Begin"/> and <see cref="Next"/> answer with a question to one
/// pool or with the outcome. The steps keep no state of their own; a pass that is abandoned half-way leaves at worst
/// holdings that the next pass finds again, because a repeated question gets the same answer.
/// <code>
/// Begin ── keep what it has? ── S-048 ── other pool or addresses asked for? ── S-049 to S-051 ── second family? ── S-052
///   │            no                               yes                                                 │
///   └────────────┴───────────────────────────────┴── allocate, pool after pool ── S-053 ── outcome ──┘
/// </code>
/// </remarks>
public static class ServiceConvergence
{
    /// <summary>Begins a pass over a Service.</summary>
    /// <param name="service">The Service. Whether it is ours at all (S-002) is decided before.</param>
    /// <param name="view">The configuration.</param>
    /// <param name="heldIn">
    /// The pools that the caller remembers as holding something for the Service. The pool of its annotation and those that
    /// own its present addresses need not be listed.
    /// </param>
    public static ConvergenceStep Begin(ServiceView service, ClusterView view, ImmutableSortedSet<string> heldIn)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(heldIn);
        var request = ServiceRequest.Read(service);
        var state = new ConvergenceState
        {
            Service = service,
            Request = request,
            View = view,
            HeldIn = heldIn.Union(PoolsThatMayHold(service, request, view)),
        };
        state = state with { Reservations = [.. view.Reservations.Admitting(service, state.NamespaceLabels)] };

        if (!service.IsLoadBalancer)
        {
            return state.Clear(refusal: null);
        }

        if (view.Pools.IsEmpty)
        {
            return state.Clear(ConvergenceRefusal.NoPools);
        }

        if (service.ClusterIPs.All(string.IsNullOrEmpty))
        {
            return state.Clear(ConvergenceRefusal.NoClusterIPs);
        }

        if (service.IPFamilyPolicy == IPFamilyPolicy.RequireDualStack && service.ClusterIPs.Length < 2)
        {
            return state.With(ConvergenceEvents.NotEnoughClusterIPs(service))
                .Clear(ConvergenceRefusal.NotEnoughClusterIPs);
        }

        if (request.InvalidAddressCount is { } count)
        {
            state = state.With(ConvergenceEvents.InvalidAddressCount(count));
        }

        return service.IngressIPs.IsEmpty ? AddressSearch.Begin(state) : ExamineCurrent(state);
    }

    /// <summary>Goes on with a pool's answer.</summary>
    public static ConvergenceStep Next(AskPool question, AllocationResult answer)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(answer);
        var state = question.State;
        if (answer.IsAllocated)
        {
            state = state with
            {
                HeldIn = state.HeldIn.Add(question.Pool),
                FreedIn = answer.HasFreed ? state.FreedIn.Add(question.Pool) : state.FreedIn,
            };
            if (!IsValid(state, question, answer))
            {
                return state.With(ConvergenceEvents.InternalError()).Clear(ConvergenceRefusal.InvalidAnswer);
            }
        }
        else
        {
            state = state with { RefusedBy = state.RefusedBy.Add(question.Pool) };
        }

        return state.Phase switch
        {
            ConvergencePhase.Reassign when answer.IsAllocated => ExamineWishes(state, question.Pool),
            ConvergencePhase.Reassign => Reject(state, answer.Message),
            ConvergencePhase.Adjust => AddressAdjustment.Next(state, question, answer),
            ConvergencePhase.Drain => PoolDrain.Next(state, question, answer),
            _ => AddressSearch.Next(state, question, answer),
        };
    }

    private static IEnumerable<string> PoolsThatMayHold(ServiceView service, ServiceRequest request, ClusterView view)
    {
        var owners = view.Pools.Values.Where(pool => request.Current.Addresses.Any(pool.Owns)).Select(pool => pool.Name);
        return service.Annotations.TryGetValue(ServiceAnnotations.AllocatedFromPool, out var annotated)
            ? owners.Append(annotated)
            : owners;
    }

    /// <summary>S-045 to S-048: whether the addresses in the status still make sense.</summary>
    private static ConvergenceStep ExamineCurrent(ConvergenceState state)
    {
        var (current, clusterIPs) = (state.Request.Current, state.Request.ClusterIPs);
        if (current.Refusal is not null)
        {
            state = state.With(ConvergenceEvents.UnreadableIngress(state.Service, current));
        }

        if (clusterIPs.Refusal is not null)
        {
            return state.With(ConvergenceEvents.UnknownClusterFamily(state.Service, clusterIPs))
                .Keep(ConvergenceRefusal.UnknownClusterFamily);
        }

        if (current.Refusal is not null || HasFamilyChanged(state.Request))
        {
            return AddressSearch.Begin(state);
        }

        if (state.OwnerOf(current.Addresses) is not { } owner)
        {
            return Reject(state, AllocationTexts.NotAllowed(current.Addresses));
        }

        return state.IsCompatible(owner)
            ? (state with
            {
                Phase = ConvergencePhase.Reassign,
                Attempts = [new PoolAttempt(owner, current.Families, current.Addresses)],
            }).Ask()
            : Reject(state, AllocationTexts.NotCompatible(owner.Name));
    }

    /// <summary>S-047: a dual-stack Service that prefers two families may have one.</summary>
    private static bool HasFamilyChanged(ServiceRequest request) =>
        !request.PrefersDualStack
        && !request.Current.Families.Distinct().Order().SequenceEqual(request.Families.Order());

    /// <summary>S-048: the Service loses what it has, and looks for something else in the same pass.</summary>
    private static ConvergenceStep Reject(ConvergenceState state, string why) =>
        AddressSearch.Begin(state.With(ConvergenceEvents.ClearAssignment(state.Service.Key, why)));

    /// <summary>S-049 to S-052: the Service may keep what it has; whether it wants something else.</summary>
    private static ConvergenceStep ExamineWishes(ConvergenceState state, string pool)
    {
        var request = state.Request;
        if (request.Pool.Length > 0 && request.Pool != pool)
        {
            return AddressSearch.Begin(state);
        }

        if (request.Desired.Refusal is not null)
        {
            return state.With(ConvergenceEvents.MalformedRequest(request.Desired))
                .Keep(ConvergenceRefusal.MalformedRequest);
        }

        var current = request.Current.Addresses;
        if (!request.Desired.Addresses.IsEmpty)
        {
            // Compared as sets, and without reordering either: the order of the status stays.
            return request.Desired.Addresses.Order().SequenceEqual(current.Order())
                ? state.Assign(current, pool)
                : AddressSearch.Begin(state);
        }

        return PoolDrain.Concerns(state, pool) ? PoolDrain.Begin(state, pool) : AddressAdjustment.Begin(state, pool);
    }

    /// <summary>
    /// Whether the answer is one to the question: the pool's own addresses, of the families or exactly those asked for.
    /// </summary>
    private static bool IsValid(ConvergenceState state, AskPool question, AllocationResult answer) =>
        answer.Addresses.All(state.View.Pools[question.Pool].Owns)
        && answer.Addresses.Select(address => address.Family).SequenceEqual(question.Request.Families)
        && (!question.IsAssign || answer.Addresses.SequenceEqual(question.Addresses))
        && (state.Phase != ConvergencePhase.Adjust || answer.Addresses[0] == state.Request.Current.Addresses[0]);
}
