namespace MetalOrleans.NetAgent.Interfaces;

/// <summary>Whether ARP, or NDP, is answered on an interface, and if not, why (L-050, L-051).</summary>
internal enum InterfaceVerdict
{
    /// <summary>It is used.</summary>
    Qualifies = 0,

    /// <summary>Its name matches an expression of the exclude file (L-060).</summary>
    Excluded,

    /// <summary>It is a loopback.</summary>
    Loopback,

    /// <summary>It is switched off.</summary>
    Down,

    /// <summary>It belongs to a bridge, bond or VRF, which is used in its place.</summary>
    Enslaved,

    /// <summary>ARP is switched off on it.</summary>
    NoArp,

    /// <summary>It knows no broadcast, which ARP needs.</summary>
    NoBroadcast,

    /// <summary>Its medium is not Ethernet, or it has no link-layer address.</summary>
    NotEthernet,

    /// <summary>It knows no multicast, which NDP needs.</summary>
    NoMulticast,

    /// <summary>It has no IPv6 link-local address: IPv6 is switched off on it.</summary>
    NoLinkLocal,

    /// <summary>Whether its link-local address is unique is not known yet; a second or two after it came up it is.</summary>
    LinkLocalTentative,

    /// <summary>Somebody else has its link-local address, as a rule because two stations have the same MAC.</summary>
    LinkLocalDuplicate,
}
