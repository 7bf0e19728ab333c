namespace MetalOrleans.NetAgent.Link;

/// <summary>Where the link to the silo stands.</summary>
internal enum LinkPhase
{
    /// <summary>Before the first attempt.</summary>
    Idle = 0,

    /// <summary>No connection; the next attempt has its time.</summary>
    BackingOff,

    /// <summary>A connection is being opened.</summary>
    Connecting,

    /// <summary>The hello is sent, the welcome is awaited.</summary>
    Greeting,

    /// <summary>The welcome came, the snapshot is awaited.</summary>
    Welcomed,

    /// <summary>In step with the silo.</summary>
    Established,

    /// <summary>The link is given up and the process may end.</summary>
    Finished,
}
