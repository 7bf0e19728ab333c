namespace MetalOrleans.Lab.Bgp;

/// <summary>Who tells the receiver of the prefixes.</summary>
internal enum BgpSenderKind
{
    /// <summary>The agent.</summary>
    Agent,

    /// <summary>GoBGP.</summary>
    GoBgp,

    /// <summary>BIRD 2.</summary>
    Bird,
}
