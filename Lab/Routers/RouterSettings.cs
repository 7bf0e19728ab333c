using System.Collections.Immutable;

namespace MetalOrleans.Lab.Routers;

/// <summary>What a router is configured with.</summary>
/// <param name="Asn">Its autonomous system.</param>
/// <param name="RouterId">Its BGP Identifier.</param>
/// <param name="Peers">Its neighbours.</param>
public sealed record RouterSettings(uint Asn, string RouterId, ImmutableArray<RouterPeer> Peers)
{
    /// <summary>IPv4 prefixes that it announces to all of them.</summary>
    public ImmutableArray<string> Announced { get; init; } = [];

    /// <summary>Where it listens; FRR and BIRD.</summary>
    public int Port { get; init; } = 179;

    /// <summary>Whether routes go into the kernel's table, where <c>ip monitor</c> sees them come and go; FRR and BIRD.</summary>
    public bool InstallsRoutes { get; init; }
}
