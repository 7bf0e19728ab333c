using MetalOrleans.Protocols.Bgp.Rib;

namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>
/// One BGP session without socket and clock (<see href="https://www.rfc-editor.org/rfc/rfc4271#section-8">RFC 4271 §8</see>): when
/// to connect, what to send, when the peer is dead, and which of two connections stays.
/// </summary>
/// <remarks>Owned by one caller. Time is any monotonic reading. Returned actions are valid until the next call.</remarks>
public sealed partial class BgpSession
{
    /// <summary>The shortest buffer that <see cref="Drain"/> takes.</summary>
    public const int DrainLengthMin = BgpHeader.ExtendedMessageLengthMax;

    /// <summary>A session that was not started.</summary>
    /// <param name="settings">How it is to be held.</param>
    /// <param name="random">Where jitter comes from (RFC 4271 §10).</param>
    public BgpSession(BgpSessionSettings settings, Random random) => throw new NotImplementedException();

    /// <summary>How the session is held.</summary>
    public BgpSessionSettings Settings { get; private set; }

    /// <summary>Where it stands: as far as its most advanced connection.</summary>
    public BgpState State { get; private set; }

    /// <summary>What was agreed upon; null unless established.</summary>
    public BgpAgreement? Agreement => throw new NotImplementedException();

    /// <summary>The connection that is established; null when none is.</summary>
    public BgpConnection? Connection => throw new NotImplementedException();

    /// <summary>What was sent and received.</summary>
    public BgpCounters Counters { get; } = new();

    /// <summary>
    /// What the peer is to be told. It may be changed at any time; <see cref="RoutesChanged"/> afterwards sends what differs.
    /// </summary>
    public BgpAdjRibOut Routes { get; } = new();

    /// <summary>When <see cref="Tick"/> is next wanted; null for never. Read it after every call.</summary>
    public TimeSpan? NextTick => throw new NotImplementedException();

    /// <summary>Takes an event in.</summary>
    public IReadOnlyList<BgpAction> Handle(BgpEvent happened, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Time has passed.</summary>
    public IReadOnlyList<BgpAction> Tick(TimeSpan now) => throw new NotImplementedException();

    /// <summary>Octets were received into <see cref="BgpConnection.ReceiveSpace"/>. Allocates nothing for a KEEPALIVE.</summary>
    /// <param name="connection">On which connection; one that is closed is passed over.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<BgpAction> Receive(BgpConnection connection, int count, TimeSpan now) =>
        throw new NotImplementedException();

    /// <summary><see cref="Routes"/> was changed.</summary>
    public IReadOnlyList<BgpAction> RoutesChanged(TimeSpan now) => throw new NotImplementedException();

    /// <summary>
    /// Writes messages that are due, as many as there is room for. A call says too that the socket has taken all that was drained
    /// before (RFC 9687), so the host writes everything before it calls again, and calls until nothing is left.
    /// </summary>
    /// <param name="connection">The connection; for one that is closed there is nothing.</param>
    /// <param name="octets">Room of at least <see cref="DrainLengthMin"/> octets.</param>
    /// <param name="now">The time.</param>
    /// <returns>Octets written, always whole messages; 0 when nothing is due.</returns>
    public int Drain(BgpConnection connection, Span<byte> octets, TimeSpan now) => throw new NotImplementedException();
}
