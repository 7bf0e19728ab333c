namespace MetalOrleans.Protocols.Bfd;

// own \ received   AdminDown       Down            Init            Up
//
// AdminDown        AdminDown (1)   AdminDown (1)   AdminDown (1)   AdminDown (1)
// Down             Down            Init            Up              Down
// Init             Down (3)        Init            Up              Up
// Up               Down (3)        Down (3)        Up              Up
//
// (1) the packet is discarded. (3) with the diagnostic "neighbor signaled session down".

/// <summary>
/// What a packet's state makes of the own state: <see href="https://www.rfc-editor.org/rfc/rfc5880#section-6.8.6">RFC 5880
/// §6.8.6</see>.
/// </summary>
public static class BfdStateMachine
{
    /// <summary>The next own state.</summary>
    /// <param name="own">bfd.SessionState.</param>
    /// <param name="received">The State field of a packet that was not discarded before.</param>
    public static BfdState Next(BfdState own, BfdState received) => (own, received) switch
    {
        (BfdState.AdminDown, _) => BfdState.AdminDown,
        (_, BfdState.AdminDown) => BfdState.Down,
        (BfdState.Down, BfdState.Down) => BfdState.Init,
        (BfdState.Down, BfdState.Init) => BfdState.Up,
        (BfdState.Down, _) => BfdState.Down,
        (BfdState.Init, BfdState.Down) => BfdState.Init,
        (BfdState.Init, _) => BfdState.Up,
        (BfdState.Up, BfdState.Down) => BfdState.Down,
        _ => BfdState.Up,
    };
}
