namespace MetalOrleans.Protocols.Ownership;

/// <summary>How an address is probed for before it is announced, and defended after.</summary>
/// <remarks>
/// The times of <see href="https://www.rfc-editor.org/rfc/rfc5227#section-1.1">RFC 5227 §1.1</see> and RFC 4862 §5.1 are made
/// for hosts that may wait five to seven seconds for an address. Deviation: a Service's clients wait for it, and a wired
/// neighbour answers within milliseconds, so the defaults are a fraction of a second.
/// </remarks>
public sealed record OwnershipOptions
{
    /// <summary>The defaults.</summary>
    public static OwnershipOptions Default { get; } = new();

    /// <summary>Probes before the first announcement of an address that is new to the cluster; 0 for none. Default 3.</summary>
    public int ProbeCount { get; init; } = 3;

    /// <summary>
    /// From one probe to the next, and from the last one to the announcement: with three probes 150 ms in all. Default 50 ms.
    /// </summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A stranger's claims are answered at most this often (DEFEND_INTERVAL, RFC 5227 §2.4). Default 10 s.</summary>
    public TimeSpan DefenceInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a claim waits for its answer: a station that turns out to be a member of the cluster, taking the address
    /// over, must not be fought. Default 100 ms.
    /// </summary>
    public TimeSpan DefenceDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long after the last claim the address counts as contested. Default 30 s.</summary>
    public TimeSpan ContestMemory { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a claim within <see cref="DefenceInterval"/> of a defence ends the announcement (RFC 5227 §2.4 b). The default,
    /// false, defends on (§2.4 c): the address was assigned by an administrator, and giving it up would let any station on the
    /// link end a Service with two frames.
    /// </summary>
    public bool GivesWay { get; init; }

    /// <summary>How soon an address that a stranger holds is probed again the first time. Default 5 s.</summary>
    public TimeSpan ReprobeMin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause doubles up to this. Default 60 s (RATE_LIMIT_INTERVAL, RFC 5227 §1.1).</summary>
    public TimeSpan ReprobeMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest that probing delays the first announcement, when nobody answers and frames leave at once.</summary>
    public TimeSpan ProbeTime => ProbeInterval * ProbeCount;

    /// <summary>The pause before a number of re-probe.</summary>
    /// <param name="attempt">Counted from zero.</param>
    public TimeSpan ReprobePause(int attempt)
    {
        var pause = ReprobeMin;
        for (var doubled = 0; doubled < attempt && pause < ReprobeMax; doubled++)
        {
            pause *= 2;
        }

        return pause < ReprobeMax ? pause : ReprobeMax;
    }
}
