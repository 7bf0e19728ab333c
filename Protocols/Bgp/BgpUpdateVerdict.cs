namespace MetalOrleans.Protocols.Bgp;

/// <summary>What an UPDATE's errors cost and how much it says, without what it says (RFC 7606).</summary>
/// <param name="Outcome">What the errors cost.</param>
/// <param name="Error">What to say to the peer; set exactly when the session ends.</param>
/// <param name="AnnouncedCount">Prefixes that can be reached, or, treated as withdrawn, cannot be any more; of both families.</param>
/// <param name="WithdrawnCount">Prefixes that can no longer be reached, of both families.</param>
/// <param name="EndOfRib">The family of which this is the last of the initial routes; null when it is no End-of-RIB.</param>
public readonly record struct BgpUpdateVerdict(
    BgpUpdateOutcome Outcome, BgpNotification? Error, int AnnouncedCount, int WithdrawnCount, BgpFamily? EndOfRib);
