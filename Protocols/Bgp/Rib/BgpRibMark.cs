namespace MetalOrleans.Protocols.Bgp.Rib;

/// <summary>Which end follows the routes of a family that are owed.</summary>
internal enum BgpRibMark
{
    /// <summary>None.</summary>
    None,

    /// <summary>End-of-RIB (RFC 4724 §2).</summary>
    EndOfRib,

    /// <summary>The begin of a repetition is due, then its routes, then its end (RFC 7313 §3.2).</summary>
    RefreshBegin,

    /// <summary>The end of a repetition.</summary>
    RefreshEnd,
}
