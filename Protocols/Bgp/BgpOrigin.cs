namespace MetalOrleans.Protocols.Bgp;

/// <summary>Where a route came from (RFC 4271 §5.1.1).</summary>
public enum BgpOrigin : byte
{
    /// <summary>From within the autonomous system that it names first.</summary>
    Igp = 0,

    /// <summary>From the protocol that came before BGP.</summary>
    Egp = 1,

    /// <summary>From elsewhere, as when it was redistributed.</summary>
    Incomplete = 2,
}
