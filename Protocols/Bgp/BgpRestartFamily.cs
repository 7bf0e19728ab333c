namespace MetalOrleans.Protocols.Bgp;

/// <summary>A family whose routes can outlive a restart (RFC 4724 §3).</summary>
/// <param name="Family">The family.</param>
/// <param name="IsForwardingPreserved">Whether the speaker has gone on forwarding by these routes during its restart.</param>
public readonly record struct BgpRestartFamily(BgpFamily Family, bool IsForwardingPreserved);
