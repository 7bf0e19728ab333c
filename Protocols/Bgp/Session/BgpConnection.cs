namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>One TCP connection of a session, or the attempt at one: where its octets are framed, and what is still to be sent.</summary>
/// <remarks>The host makes one for each connection that it accepts, the session one for each that it asks for.</remarks>
public sealed class BgpConnection
{
    private readonly BgpFramer _framer = new();

    private BgpConnection(bool isIncoming)
    {
        IsIncoming = isIncoming;
        State = isIncoming ? BgpState.Active : BgpState.Connect;
        SendAction = new BgpAction.Send(this);
    }

    /// <summary>Whether the peer has opened it.</summary>
    public bool IsIncoming { get; }

    /// <summary>
    /// How far it is: until the OPEN is sent <see cref="BgpState.Connect"/> or, when incoming, <see cref="BgpState.Active"/>;
    /// <see cref="BgpState.Idle"/> once it is closed.
    /// </summary>
    public BgpState State { get; internal set; }

    /// <summary>Its ends; null until it stands.</summary>
    public BgpEndPoints? EndPoints { get; internal set; }

    /// <summary>
    /// Where the host receives to, never empty: whatever part of it was filled is told with <see cref="BgpSession.Receive"/> before
    /// it is asked for again. Meaningless once the connection is closed.
    /// </summary>
    public Memory<byte> ReceiveSpace => _framer.Space;

    /// <summary>One that the peer has opened.</summary>
    public static BgpConnection Incoming() => new(isIncoming: true);

    internal BgpFramer Framer => _framer;

    /// <summary>The one that asks the host to drain.</summary>
    internal BgpAction.Send SendAction { get; }

    /// <summary>What we said in the OPEN; null until it is sent.</summary>
    internal BgpOpen? OwnOpen { get; set; }

    /// <summary>What both OPENs agree upon; null until the peer's came.</summary>
    internal BgpAgreement? Agreement { get; set; }

    /// <summary>When the OPEN is to be sent at the latest (DelayOpenTimer); null when it was.</summary>
    internal TimeSpan? OpenAt { get; set; }

    /// <summary>When the peer is dead (HoldTimer); null for never.</summary>
    internal TimeSpan? HoldUntil { get; set; }

    /// <summary>Whether the end of the Hold Time was put off once because the process itself was held up.</summary>
    internal bool IsHoldPutOff { get; set; }

    /// <summary>When a KEEPALIVE is due (KeepaliveTimer); null for never.</summary>
    internal TimeSpan? KeepaliveAt { get; set; }

    /// <summary>Since when drained octets wait for the socket to take them; null when none do.</summary>
    internal TimeSpan? UnsentSince { get; set; }

    internal bool OwesOpen { get; set; }

    internal bool OwesKeepalive { get; set; }

    /// <summary>Whether the host knows that there is something to drain, and has not come to its end yet.</summary>
    internal bool IsDraining { get; set; }

    internal static BgpConnection Outgoing() => new(isIncoming: false);
}
