namespace MetalOrleans.Protocols.Gratuitous;

/// <summary>How often a new announcement is repeated to the neighbours.</summary>
/// <param name="Interval">From one round to the next.</param>
/// <param name="Window">After an announcement, how long rounds go on; the first is at its start.</param>
public sealed record GratuitousOptions(TimeSpan Interval, TimeSpan Window)
{
    /// <summary>
    /// From one round to the next once the window is over; null, the default, for none: MetalLB sends none, and neighbours
    /// whose entries age ask for themselves. It heals neighbours that believed somebody else, at the price of frames without
    /// end.
    /// </summary>
    public TimeSpan? Refresh { get; init; }

    /// <summary>
    /// 1100 ms for 5 s, so five rounds at 0, 1.1, 2.2, 3.3 and 4.4 s (L-090). Above one second because Linux neighbours may
    /// ignore a second change of an entry within a second (<c>locktime</c>, <c>arp_accept</c>).
    /// </summary>
    public static GratuitousOptions Default { get; } = new(TimeSpan.FromMilliseconds(1100), TimeSpan.FromSeconds(5));
}
