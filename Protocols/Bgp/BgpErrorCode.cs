namespace MetalOrleans.Protocols.Bgp;

/// <summary>The error code of a NOTIFICATION (RFC 4271 §4.5, RFC 7313 §5).</summary>
public enum BgpErrorCode : byte
{
    /// <summary>The header of a message is wrong.</summary>
    MessageHeader = 1,

    /// <summary>An OPEN cannot be accepted.</summary>
    OpenMessage = 2,

    /// <summary>An UPDATE is wrong beyond what RFC 7606 lets a session survive.</summary>
    UpdateMessage = 3,

    /// <summary>Nothing came for the Hold Time.</summary>
    HoldTimerExpired = 4,

    /// <summary>A message came in a state that does not expect it (RFC 6608).</summary>
    FiniteStateMachine = 5,

    /// <summary>The session is ended on purpose.</summary>
    Cease = 6,

    /// <summary>A ROUTE-REFRESH is wrong (RFC 7313 §5).</summary>
    RouteRefreshMessage = 7,

    /// <summary>Nothing could be sent for the send hold time (RFC 9687 §3).</summary>
    SendHoldTimerExpired = 8,
}
