namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>The state of the BFD session that watches a BGP session (RFC 5880 §6.2).</summary>
public enum WatchPhase
{
    /// <summary>BFD does not watch the session.</summary>
    None,

    /// <summary>It is switched off at one end.</summary>
    AdminDown,

    /// <summary>The peer is not heard.</summary>
    Down,

    /// <summary>The peer is heard, and does not say that it hears us.</summary>
    Init,

    /// <summary>Both hear each other.</summary>
    Up,
}
