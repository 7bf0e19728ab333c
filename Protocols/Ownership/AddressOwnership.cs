using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Protocols.Ownership;

// phase      Ordered new  Ordered   Ticked                   StrangerClaimed     StrangerProbed  MemberClaimed       Rejoined
//                                                                                                connected | cut off
// Probing    -            Announced probe | Announced        Conflict            Conflict        Announced | Yielded Probing
// Announced  -            -         -                        Contested           -               -         | Yielded Probing
// Contested  -            -         defend | Announced       defend | Conflict   -               (1)       | Yielded Probing
// Conflict   -            Announced probe | Announced        Conflict            Conflict        (1)       | Yielded -
// Yielded    Probing      Announced -                        -                   -               -         | -       -
//
// (1) Announced when the claimant itself turns out to be the member, else nothing.

/// <summary>
/// Decides whether an ordered address may be announced, given who else uses it:
/// <see href="https://www.rfc-editor.org/rfc/rfc5227#section-2">RFC 5227 §2</see> for ARP, RFC 4862 §5.4 for NDP.
/// </summary>
/// <remarks>
/// A pure function over one address's state; time is any monotonic reading. It knows no frame: the host sends probes and
/// announcements of the address's family. Deviation from RFC 5227 §2.1.1: probes are not spread at random, because one agent
/// probes for all addresses of its node under one rate limit.
/// </remarks>
public static class AddressOwnership
{
    // Nearly all addresses stand so nearly always: one object for all of them.
    private static readonly OwnershipState AtRest = new(OwnershipPhase.Announced, Due: null);

    /// <summary>The state of an address that an order names for the first time.</summary>
    /// <param name="isNew">Whether nobody in the cluster announces it; only then it is probed for.</param>
    /// <param name="options">The times.</param>
    /// <param name="now">The time.</param>
    public static (OwnershipState Next, OwnershipActions Actions) Begin(bool isNew, OwnershipOptions options, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(options);
        return isNew && options.ProbeCount > 0
            ? (new OwnershipState(OwnershipPhase.Probing, now), OwnershipActions.None)
            : (AtRest, OwnershipActions.Begin);
    }

    /// <summary>What an event makes of a state.</summary>
    public static (OwnershipState Next, OwnershipActions Actions) Step(
        OwnershipState state, OwnershipEvent happened, OwnershipOptions options, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(happened);
        ArgumentNullException.ThrowIfNull(options);
        return happened switch
        {
            OwnershipEvent.Ordered(var isNew) => Order(state, isNew, options, now),
            OwnershipEvent.Ticked => state.Due <= now ? Tick(state, options, now) : Unchanged(state),
            OwnershipEvent.StrangerClaimed(var mac) => Claim(state, mac, options, now),
            OwnershipEvent.StrangerProbed(var mac) => state.Phase is OwnershipPhase.Probing or OwnershipPhase.Conflict
                ? Claim(state, mac, options, now)
                : Unchanged(state),
            OwnershipEvent.MemberClaimed(var mac, true) => Yield(state, mac),
            OwnershipEvent.MemberClaimed(var mac, false) => Concede(state, mac),
            OwnershipEvent.Rejoined => Rejoin(state, options, now),
            _ => throw new InvalidOperationException($"{happened.GetType().Name} is not a known event."),
        };
    }

    private static (OwnershipState Next, OwnershipActions Actions) Unchanged(OwnershipState state) =>
        (state, OwnershipActions.None);

    // When a claim was last answered is remembered through every phase: the interval is the link's, not the phase's.
    private static OwnershipState Enter(OwnershipPhase phase, OwnershipState from, TimeSpan? due) =>
        new(phase, due) { DefendedAt = from.DefendedAt };

    private static (OwnershipState Next, OwnershipActions Actions) Announce(OwnershipState state) => (
        Enter(OwnershipPhase.Announced, state, due: null),
        (state.IsAnswering ? OwnershipActions.None : OwnershipActions.Begin) | OwnershipActions.Report);

    private static (OwnershipState Next, OwnershipActions Actions) Order(
        OwnershipState state, bool isNew, OwnershipOptions options, TimeSpan now)
    {
        if (state.IsAnswering)
        {
            return Unchanged(state);
        }

        if (!isNew || options.ProbeCount == 0)
        {
            return Announce(state);
        }

        return state.Phase == OwnershipPhase.Yielded
            ? (Enter(OwnershipPhase.Probing, state, now), OwnershipActions.Report)
            : Unchanged(state);
    }

    private static (OwnershipState Next, OwnershipActions Actions) Tick(
        OwnershipState state, OwnershipOptions options, TimeSpan now) => state.Phase switch
        {
            OwnershipPhase.Probing or OwnershipPhase.Conflict => Probe(state, options, now),
            OwnershipPhase.Contested when state.IsDefencePending => (
                state with { IsDefencePending = false, DefendedAt = now, Due = now + options.ContestMemory },
                OwnershipActions.Defend),
            OwnershipPhase.Contested => Announce(state),
            _ => Unchanged(state),
        };

    private static (OwnershipState Next, OwnershipActions Actions) Probe(
        OwnershipState state, OwnershipOptions options, TimeSpan now)
    {
        // Whoever gave way without ever having probed still has to find out whether the stranger is gone.
        return state.ProbesSent < Math.Max(1, options.ProbeCount)
            ? (state with { ProbesSent = state.ProbesSent + 1, Due = now + options.ProbeInterval }, OwnershipActions.SendProbe)
            : Announce(state);
    }

    private static (OwnershipState Next, OwnershipActions Actions) Claim(
        OwnershipState state, MacAddress mac, OwnershipOptions options, TimeSpan now) => state.Phase switch
        {
            OwnershipPhase.Probing => Quarantine(state, mac, options, now),
            OwnershipPhase.Conflict => PutOff(state, mac, options, now),
            OwnershipPhase.Announced => Contest(state, mac, options, now),
            OwnershipPhase.Contested when options.GivesWay && !state.IsDefencePending
                && now < state.DefendedAt + options.DefenceInterval => Quarantine(state, mac, options, now),
            OwnershipPhase.Contested => Contest(state, mac, options, now),
            _ => Unchanged(state),
        };

    private static (OwnershipState Next, OwnershipActions Actions) Quarantine(
        OwnershipState state, MacAddress mac, OwnershipOptions options, TimeSpan now) => (
        Enter(OwnershipPhase.Conflict, state, now + options.ReprobePause(0)) with { Claimant = mac },
        (state.IsAnswering ? OwnershipActions.Stop : OwnershipActions.None) | OwnershipActions.Report);

    private static (OwnershipState Next, OwnershipActions Actions) PutOff(
        OwnershipState state, MacAddress mac, OwnershipOptions options, TimeSpan now)
    {
        var report = state.Claimant == mac ? OwnershipActions.None : OwnershipActions.Report;
        if (state.ProbesSent == 0)
        {
            return (state with { Claimant = mac }, report);
        }

        var reprobes = state.Reprobes + 1;
        return (
            state with
            {
                Claimant = mac,
                ProbesSent = 0,
                Reprobes = reprobes,
                Due = now + options.ReprobePause(reprobes),
            },
            report);
    }

    // The answer to a claim that follows too soon after a defence waits until it may be sent: the last word is ours.
    private static (OwnershipState Next, OwnershipActions Actions) Contest(
        OwnershipState state, MacAddress mac, OwnershipOptions options, TimeSpan now)
    {
        var report = state.Claimant == mac ? OwnershipActions.None : OwnershipActions.Report;
        if (state.IsDefencePending)
        {
            return (state with { Claimant = mac }, report);
        }

        var due = now + options.DefenceDelay;
        var earliest = state.DefendedAt + options.DefenceInterval;
        return (
            state with
            {
                Phase = OwnershipPhase.Contested,
                Claimant = mac,
                IsDefencePending = true,
                Due = earliest > due ? earliest : due,
            },
            report);
    }

    private static (OwnershipState Next, OwnershipActions Actions) Yield(OwnershipState state, MacAddress mac) =>
        state.Phase == OwnershipPhase.Yielded
            ? Unchanged(state)
            : (Enter(OwnershipPhase.Yielded, state, due: null) with { Claimant = mac },
                (state.IsAnswering ? OwnershipActions.Stop : OwnershipActions.None) | OwnershipActions.Report);

    private static (OwnershipState Next, OwnershipActions Actions) Concede(OwnershipState state, MacAddress mac) =>
        state.Phase switch
        {
            // A member announces it, so this is a hand-over after all, and the order says to whom.
            OwnershipPhase.Probing => Announce(state),
            OwnershipPhase.Contested or OwnershipPhase.Conflict when state.Claimant == mac => Announce(state),
            _ => Unchanged(state),
        };

    private static (OwnershipState Next, OwnershipActions Actions) Rejoin(
        OwnershipState state, OwnershipOptions options, TimeSpan now)
    {
        if (options.ProbeCount == 0 || !(state.IsAnswering || state.Phase == OwnershipPhase.Probing))
        {
            return Unchanged(state);
        }

        return (
            Enter(OwnershipPhase.Probing, state, now),
            state.IsAnswering ? OwnershipActions.Stop | OwnershipActions.Report : OwnershipActions.None);
    }
}
