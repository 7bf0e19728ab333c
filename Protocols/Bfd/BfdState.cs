namespace MetalOrleans.Protocols.Bfd;

/// <summary>The state of a session, as packets carry it (RFC 5880 §4.1, §6.2).</summary>
public enum BfdState : byte
{
    /// <summary>Held down by an administrator; no sign of a failed path (RFC 5880 §6.8.16).</summary>
    AdminDown = 0,

    /// <summary>Down, or just created.</summary>
    Down = 1,

    /// <summary>The peer is heard, and not yet known to hear this side.</summary>
    Init = 2,

    /// <summary>Both sides hear each other.</summary>
    Up = 3,
}
