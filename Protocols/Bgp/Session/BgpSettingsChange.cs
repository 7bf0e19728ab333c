namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>What other settings take to count.</summary>
public enum BgpSettingsChange
{
    /// <summary>They are the same.</summary>
    None,

    /// <summary>They count at once; the session stays.</summary>
    Hot,

    /// <summary>The peer has to be told in an OPEN, so the session starts anew.</summary>
    NewSession,
}
