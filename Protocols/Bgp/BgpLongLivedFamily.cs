namespace MetalOrleans.Protocols.Bgp;

/// <summary>A family whose routes can outlive a restart for long (RFC 9494 §3.1).</summary>
/// <param name="Family">The family.</param>
/// <param name="IsForwardingPreserved">Whether the speaker has gone on forwarding by these routes.</param>
/// <param name="StaleTime">How long its routes may be kept after the restart time, 0 to 2^24 - 1 s.</param>
public readonly record struct BgpLongLivedFamily(BgpFamily Family, bool IsForwardingPreserved, TimeSpan StaleTime);
