namespace MetalOrleans.NetAgent.Bgp;

/// <summary>When connections of peers are accepted.</summary>
internal enum BgpListenMode
{
    /// <summary>While a session waits for its peer to connect (<c>passive</c>).</summary>
    Auto,

    /// <summary>Whenever there is a session.</summary>
    Always,

    /// <summary>Not at all, as MetalLB does it (B-017).</summary>
    Never,
}
