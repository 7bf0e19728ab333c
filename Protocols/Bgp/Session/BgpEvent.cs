namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>What happens to a session, but for received octets and the passing of time, which are calls of their own.</summary>
public abstract record BgpEvent
{
    private BgpEvent()
    {
    }

    /// <summary>The session shall be held (RFC 4271 §8.1.2, events 1 and 3 to 7).</summary>
    public sealed record Started : BgpEvent;

    /// <summary>The session shall end and stay so until <see cref="Started"/> (events 2 and 8).</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Text">An administrator's words to the other end (RFC 9003); empty for none.</param>
    public sealed record Stopped(BgpStopReason Reason, string Text) : BgpEvent;

    /// <summary>A connection that was asked for stands (event 16).</summary>
    /// <param name="Connection">The one of <see cref="BgpAction.Connect"/>.</param>
    /// <param name="EndPoints">Its ends.</param>
    public sealed record Connected(BgpConnection Connection, BgpEndPoints EndPoints) : BgpEvent;

    /// <summary>The peer has connected (event 17).</summary>
    /// <param name="Connection">A new one, which the host keeps until it is told to close it.</param>
    /// <param name="EndPoints">Its ends.</param>
    public sealed record Accepted(BgpConnection Connection, BgpEndPoints EndPoints) : BgpEvent;

    /// <summary>A connection could not be opened, or has ended (event 18). One that the session has closed is passed over.</summary>
    /// <param name="Connection">Which.</param>
    /// <param name="Reason">What the network or the kernel said, for people.</param>
    public sealed record Disconnected(BgpConnection Connection, string Reason) : BgpEvent;

    /// <summary>BFD, which was up, found that the path is down (RFC 5882 §4.2, RFC 9384).</summary>
    /// <param name="Reason">What BFD says, for people.</param>
    public sealed record PathDown(string Reason) : BgpEvent;

    /// <summary>The settings are others.</summary>
    /// <param name="Settings">All of them.</param>
    public sealed record Configured(BgpSessionSettings Settings) : BgpEvent;
}
