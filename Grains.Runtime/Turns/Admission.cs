namespace MetalOrleans.Grains.Runtime.Turns;

/// <summary>What became of a turn that was offered to an activation.</summary>
internal enum Admission
{
    /// <summary>It runs now, on the thread that offered it.</summary>
    Inline,

    /// <summary>It will run on the thread pool.</summary>
    Queued,

    /// <summary>It would wait for a turn that waits for it.</summary>
    Deadlock,

    /// <summary>The activation has ended.</summary>
    Closed,
}
