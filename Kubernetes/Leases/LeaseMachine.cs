using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Leases;

/// <summary>Decides about a lease: pure, fed with what was read and written and with timestamps of a monotonic clock.</summary>
/// <remarks>
/// <para>
/// The times inside a Lease are another machine's wall clock and are never compared with ours. A lease of another holder
/// has expired when we have watched it unchanged, on our own monotonic clock, for as long as the longer of its own
/// duration and ours. So a stepped clock neither steals nor loses a lease.
/// </para>
/// <para>
/// We hold it for sure until the renew deadline after the moment we <em>sent</em> the last renewal that succeeded. Others
/// can have seen that renewal no earlier than that, and wait longer, so two never hold for sure at once, given clocks
/// that run at like speed. A machine that was suspended is the exception: the monotonic clock of Linux stands still
/// meanwhile, which is why writes are fenced by term and resource version as well.
/// </para>
/// <para>
/// The term is <c>leaseTransitions</c>. It grows with every acquisition, also by the same identity. A lease that is
/// created anew begins with the minutes since 2026, not with 0: after somebody deletes the Lease, terms go on growing as
/// long as acquisitions come less often than once a minute.
/// </para>
/// Owned by one <see cref="LeaderLease"/>.
/// </remarks>
public sealed class LeaseMachine(LeaderLeaseOptions options, TimeProvider time)
{
    private static readonly DateTimeOffset FirstTermAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private Lease? _observed;
    private long _observedAt;
    private LeaseHold? _hold;
    private long _renewSentAt;
    private long _highestTerm;

    /// <summary>What we hold, or null. Held is not yet held for sure.</summary>
    public LeaseHold? Hold => Volatile.Read(ref _hold);

    /// <summary>Who holds the lease as far as we have seen; empty when nobody.</summary>
    public string Holder => _observed?.Spec?.HolderIdentity ?? "";

    /// <summary>Whether nobody else can hold it now. Safe to ask from any thread, right before each write.</summary>
    public bool IsHeldForSure =>
        Hold is not null && time.GetElapsedTime(Interlocked.Read(ref _renewSentAt)) < options.RenewDeadline;

    /// <summary>How long we still hold for sure; zero when we do not.</summary>
    public TimeSpan RemainingHold
    {
        get
        {
            var remaining = options.RenewDeadline - time.GetElapsedTime(Interlocked.Read(ref _renewSentAt));
            return Hold is not null && remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    /// <summary>Takes note of what was read (null: there is no Lease) and decides.</summary>
    public LeaseStep Decide(Lease? current)
    {
        Observe(current);
        if (current is null)
        {
            LoseHold();
            return new LeaseStep(LeaseAction.Create, Compose(null, NextTerm(null), isAcquiring: true));
        }

        if (Hold is { } hold && IsOurs(current) && current.Spec!.LeaseTransitions == hold.Term)
        {
            return new LeaseStep(LeaseAction.Renew, Compose(current, hold.Term, isAcquiring: false));
        }

        LoseHold();
        return IsFree(current)
            ? new LeaseStep(LeaseAction.Acquire, Compose(current, NextTerm(current), isAcquiring: true))
            : new LeaseStep(LeaseAction.Wait, Write: null);
    }

    /// <summary>The renewal to send without reading first; null if we do not hold.</summary>
    public LeaseStep? DecideFromMemory() => Hold is not null && _observed is { } known ? Decide(known) : null;

    /// <summary>A write succeeded: what the server answered, and when the request was sent.</summary>
    public void Wrote(Lease answer, long sentAt)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Observe(answer);
        Interlocked.Exchange(ref _renewSentAt, sentAt);
        if (Hold is null)
        {
            Volatile.Write(ref _hold, new LeaseHold(answer.Spec?.LeaseTransitions ?? 0, options.Identity));
        }
    }

    /// <summary>Whether the lease we held could not be renewed in time; the hold is then given up.</summary>
    public bool GiveUpIfOverdue()
    {
        if (Hold is null || IsHeldForSure)
        {
            return false;
        }

        LoseHold();
        return true;
    }

    /// <summary>Gives the hold up first, then yields what to write so that others need not wait; null if we do not hold.</summary>
    public Lease? Release()
    {
        if (Hold is not { } hold || _observed is not { } known)
        {
            return null;
        }

        LoseHold();
        var lease = Compose(known, hold.Term, isAcquiring: false);
        lease.Spec!.HolderIdentity = "";
        lease.Spec.LeaseDurationSeconds = 1;
        return lease;
    }

    private void Observe(Lease? current)
    {
        // Equality of versions is all that is needed: any write of the holder is a sign of life.
        if (_observed?.Metadata.ResourceVersion != current?.Metadata.ResourceVersion || _observed is null)
        {
            _observedAt = time.GetTimestamp();
        }

        _observed = current;
        _highestTerm = Math.Max(_highestTerm, current?.Spec?.LeaseTransitions ?? 0);
    }

    private bool IsOurs(Lease lease) => lease.Spec?.HolderIdentity == options.Identity;

    private bool IsFree(Lease lease)
    {
        if (string.IsNullOrEmpty(lease.Spec?.HolderIdentity) || IsOurs(lease))
        {
            return true;
        }

        var theirs = TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? 0);
        return time.GetElapsedTime(_observedAt) >= (theirs > options.LeaseDuration ? theirs : options.LeaseDuration);
    }

    private long NextTerm(Lease? current)
    {
        var floor = current is null ? (long)(time.GetUtcNow() - FirstTermAt).TotalMinutes : 0;
        return Math.Max(floor, _highestTerm + 1);
    }

    private Lease Compose(Lease? current, long term, bool isAcquiring)
    {
        var now = time.GetUtcNow();
        var spec = current?.Spec ?? new LeaseSpec();
        var metadata = current?.Metadata ?? new ObjectMeta { Name = options.Name, Namespace = options.Namespace };
        return (current ?? new Lease()) with
        {
            Metadata = isAcquiring && options.Annotations.Count > 0 ? WithAnnotations(metadata) : metadata,
            Spec = spec with
            {
                HolderIdentity = options.Identity,
                LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
                AcquireTime = isAcquiring ? now : spec.AcquireTime,
                RenewTime = now,
                LeaseTransitions = (int)term,
            },
        };
    }

    private ObjectMeta WithAnnotations(ObjectMeta metadata)
    {
        var annotations = new Dictionary<string, string>(metadata.Annotations ?? [], StringComparer.Ordinal);
        foreach (var (key, value) in options.Annotations)
        {
            annotations[key] = value;
        }

        return metadata with { Annotations = annotations };
    }

    private void LoseHold() => Volatile.Write(ref _hold, null);
}
