namespace MetalOrleans.Protocols.Bgp;

/// <summary>The code of a capability in an OPEN (RFC 5492).</summary>
public enum BgpCapabilityCode : byte
{
    /// <summary>Routes of a family other than IPv4 unicast (RFC 4760 §8).</summary>
    Multiprotocol = 1,

    /// <summary>All routes can be sent once more on request (RFC 2918 §2).</summary>
    RouteRefresh = 2,

    /// <summary>IPv4 routes may have IPv6 next hops (RFC 8950 §4).</summary>
    ExtendedNextHop = 5,

    /// <summary>Messages may be longer than 4096 octets (RFC 8654 §3).</summary>
    ExtendedMessage = 6,

    /// <summary>Routes can outlive a restart of the session (RFC 4724 §3).</summary>
    GracefulRestart = 64,

    /// <summary>Autonomous system numbers have four octets (RFC 6793 §3).</summary>
    FourOctetAS = 65,

    /// <summary>A repetition of all routes has marked bounds (RFC 7313 §3.1).</summary>
    EnhancedRouteRefresh = 70,

    /// <summary>Routes can outlive a restart for long (RFC 9494 §3.1).</summary>
    LongLivedGracefulRestart = 71,

    /// <summary>The speaker's name, for people (draft-walton-bgp-hostname-capability).</summary>
    Fqdn = 73,
}
