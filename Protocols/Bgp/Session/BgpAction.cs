using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>What a session asks of its host. The host executes them in order.</summary>
public abstract record BgpAction
{
    private BgpAction()
    {
    }

    /// <summary>Open a connection, and answer with <see cref="BgpEvent.Connected"/> or <see cref="BgpEvent.Disconnected"/>.</summary>
    /// <param name="Connection">What it is known by from now on.</param>
    public sealed record Connect(BgpConnection Connection) : BgpAction;

    /// <summary>
    /// There are octets to send: take them with <see cref="BgpSession.Drain"/> until it has none. It is not said again until then.
    /// </summary>
    /// <param name="Connection">On which connection.</param>
    public sealed record Send(BgpConnection Connection) : BgpAction;

    /// <summary>Close a connection, or give an attempt up. Nothing that happens to it afterwards counts.</summary>
    /// <param name="Connection">Which.</param>
    /// <param name="LastWords">
    /// Octets to send before, if the socket takes them at once and no earlier octets wait; empty for none. They are a NOTIFICATION.
    /// </param>
    public sealed record Close(BgpConnection Connection, ImmutableArray<byte> LastWords) : BgpAction;

    /// <summary>The state is another. Every change is told once, in order.</summary>
    /// <param name="From">The one before.</param>
    /// <param name="To">The one now.</param>
    /// <param name="Reason">Why, for people; holds no secret.</param>
    public sealed record StateChanged(BgpState From, BgpState To, string Reason) : BgpAction;

    /// <summary>The session is established; <see cref="BgpSession.Agreement"/> says upon what. It follows the change of state.</summary>
    public sealed record Established(BgpAgreement Agreement) : BgpAction;

    /// <summary>The peer sent an UPDATE with an error that does not end the session (RFC 7606). There is nothing that has to be done.</summary>
    /// <param name="Verdict">What the error costs.</param>
    public sealed record UpdateFaulty(BgpUpdateVerdict Verdict) : BgpAction;

    /// <summary>The peer has sent all of its initial routes of a family (RFC 4724 §2).</summary>
    /// <param name="Family">The family.</param>
    public sealed record EndOfRibReceived(BgpFamily Family) : BgpAction;

    /// <summary>The peer asked for all routes of a family; they are on their way (RFC 2918).</summary>
    /// <param name="Family">The family.</param>
    public sealed record RefreshRequested(BgpFamily Family) : BgpAction;

    /// <summary>A NOTIFICATION was sent or received: the session or a connection ended by it.</summary>
    /// <param name="Notification">It.</param>
    /// <param name="IsReceived">Whether the peer sent it.</param>
    public sealed record Notified(BgpNotification Notification, bool IsReceived) : BgpAction;
}
