namespace MetalOrleans.Protocols.Bgp;

/// <summary>Routes of a family may have next hops of another one (RFC 8950 §4).</summary>
/// <param name="Family">The family of the routes.</param>
/// <param name="NextHopAfi">The address family of their next hops.</param>
public readonly record struct BgpExtendedNextHop(BgpFamily Family, ushort NextHopAfi);
