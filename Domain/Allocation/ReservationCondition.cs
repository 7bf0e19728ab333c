namespace MetalOrleans.Domain.Allocation;

/// <summary>Whether a reservation keeps all that it names, and what is in the way. The name is the reason of its condition.</summary>
public enum ReservationCondition
{
    /// <summary>Every address is there for those it is reserved for.</summary>
    Reserved,

    /// <summary>The object says something that makes no sense, or what an older one says already; it reserves nothing.</summary>
    Refused,

    /// <summary>There is no accepted pool of that name; it reserves nothing yet.</summary>
    PoolNotFound,

    /// <summary>An address belongs to no range of the pool; the others are reserved.</summary>
    NotInPool,

    /// <summary>An address was picked for an older reservation, which keeps it; the others are reserved.</summary>
    Overlaps,

    /// <summary>The pool has not as many free addresses as are counted; those that become free are reserved.</summary>
    Exhausted,

    /// <summary>
    /// A Service that the reservation is not for has one of the addresses, and keeps it; the reservation has it after that.
    /// </summary>
    InUse,

    /// <summary>An address is held for a Service that had it, and that the reservation is not for; it ends by time.</summary>
    HeldForOwner,
}
