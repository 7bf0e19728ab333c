namespace MetalOrleans.Domain.Allocation;

/// <summary>Why a pool gave no address. The name is the metric label and the log field.</summary>
public enum AllocationRefusal
{
    /// <summary>No free, or no shareable, address of a wanted family is left .</summary>
    Exhausted,

    /// <summary>The requested address lies in no range of the pool, or is one it avoids (S-073, A-040).</summary>
    NotInPool,

    /// <summary>The address is held by a Service that does not share it (S-033).</summary>
    HolderDoesNotShare,

    /// <summary>The address is held, and the asking Service does not share (S-033).</summary>
    RequesterDoesNotShare,

    /// <summary>The sharing keys differ (S-033).</summary>
    SharingKeyDiffers,

    /// <summary>The backend keys differ (S-031, S-033).</summary>
    BackendKeyDiffers,

    /// <summary>A port is in use on the address by another Service (S-033).</summary>
    PortInUse,

    /// <summary>The Service shares its address with others and may not change its keys alone (S-032).</summary>
    SharedWithOthers,

    /// <summary>The request itself is wrong: more than two addresses, or two of one family (S-073).</summary>
    InvalidRequest,

    /// <summary>A reservation keeps the address, or all that are left, for other Services.</summary>
    Reserved,

    /// <summary>The address is held for the Service that had it before.</summary>
    HeldForOwner,

    /// <summary>The pool is frozen and gives nothing new.</summary>
    PoolFrozen,

    /// <summary>The pool is being drained and gives nothing new.</summary>
    PoolDraining,

    /// <summary>The namespace has as many addresses of the pool as a quota allows.</summary>
    QuotaExceeded,
}
