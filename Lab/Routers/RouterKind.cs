namespace MetalOrleans.Lab.Routers;

/// <summary>The routing daemons of the lab.</summary>
public enum RouterKind
{
    /// <summary>FRRouting: zebra and bgpd, and bfdd where it is needed.</summary>
    Frr,

    /// <summary>BIRD 2.</summary>
    Bird,

    /// <summary>GoBGP.</summary>
    GoBgp,

    /// <summary>ExaBGP, which keeps no table: what it was told is read from its messages.</summary>
    ExaBgp,
}
