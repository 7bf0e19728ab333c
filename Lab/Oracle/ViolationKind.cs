namespace MetalOrleans.Lab.Oracle;

/// <summary>The rules of the wire, each by the way in which it is broken.</summary>
public enum ViolationKind
{
    /// <summary>A node spoke for an address that had gone to another before (invariant 3).</summary>
    SpokeAfterLosing,

    /// <summary>A station spoke for an address that it had never been ordered to announce.</summary>
    SpokeWithoutOrder,

    /// <summary>A node spoke for an address that nobody is to announce any more.</summary>
    SpokeAfterWithdrawal,

    /// <summary>Two nodes were ordered to announce an address in the same epoch (invariant 3).</summary>
    EpochShared,

    /// <summary>A node took an order older than one that it had (invariant 3).</summary>
    EpochWentBack,

    /// <summary>The frame's source is not the link-layer address that the packet claims (L-071, L-072).</summary>
    WrongSender,

    /// <summary>The claim is not addressed as its form demands (L-071, L-072, L-082, L-083).</summary>
    WrongTarget,

    /// <summary>An advertisement's flags, source or link-layer address are not those of its form (L-082, L-083).</summary>
    WrongFlags,

    /// <summary>An answer to a question that nobody had asked, or the second answer of a node to one question.</summary>
    AnsweredUnasked,

    /// <summary>A gratuitous round outside of the beat (L-090).</summary>
    OffBeat,

    /// <summary>A gratuitous round that was due and did not come (L-090).</summary>
    RoundMissing,

    /// <summary>A round of one ARP packet instead of a request and a reply (L-072, L-093).</summary>
    RoundIncomplete,

    /// <summary>More gratuitous frames of one node within a second than the limit.</summary>
    TooManyFrames,

    /// <summary>An address was without an answer for longer than allowed.</summary>
    GapTooLong,
}
