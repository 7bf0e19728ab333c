using MetalOrleans.Protocols.Bgp.Rib;

namespace MetalOrleans.Protocols.Bgp.Session;

// RFC 4271 §8.2.2. A session holds one connection, and a second one until a collision is resolved; each has the states from OpenSent
// on for itself. Tests/Golden/Bgp/table.txt has the outcome of every state and event.
//
// state        Started  Connected  Accepted    Disconnected  Open         Keepalive    Update, Refresh  wrong message  Tick
// Idle         Connect  -          refuse      -             -            -            -                -              Connect (1)
// Connect      -        OpenSent   OpenSent    Active        OpenConfirm  Idle         Idle             Idle           Connect (2)
// Active       -        -          OpenSent    Active        OpenConfirm  Idle         Idle             Idle           Connect
// OpenSent     -        OpenSent   OpenSent    Active        OpenConfirm  Idle         Idle             Idle           Idle: hold
// OpenConfirm  -        OpenSent   OpenSent    Idle          Idle         Established  Idle             Idle           Idle: hold
// Established  -        -          refuse (3)  Idle          Idle         -            take             Idle           Idle: hold
//
// (1) or Active, when the pause that follows a failure is longer than Idle lasts (IdleHoldTimer).  (2) the attempt is given up and made again.
// (3) or, when the peer may have restarted, a candidate to take the place of the established connection (RFC 4724 §4.2).
// With DelayOpen, Connect and Active last until the OPEN is sent. Stopped: Idle from anywhere. PathDown: Idle from OpenSent on.
// Deviation: a failed attempt leads from Connect to Active even without DelayOpen, so that the peer can connect meanwhile.
// Deviation: a passive session never connects, not even when ConnectRetryTimer would expire.

/// <summary>
/// One BGP session without socket and clock (<see href="https://www.rfc-editor.org/rfc/rfc4271#section-8">RFC 4271 §8</see>): when
/// to connect, what to send, when the peer is dead, and which of two connections stays.
/// </summary>
/// <remarks>Owned by one caller. Time is any monotonic reading. Returned actions are valid until the next call.</remarks>
public sealed partial class BgpSession
{
    /// <summary>The shortest buffer that <see cref="Drain"/> takes.</summary>
    public const int DrainLengthMin = BgpHeader.ExtendedMessageLengthMax;

    private readonly List<BgpAction> _actions = [];
    private readonly List<BgpConnection> _connections = [];
    private readonly BgpBackOff _backOff;

    // Set while connections are refused after a failure (IdleHoldTimer); the pause before the next attempt of ours may be longer.
    private TimeSpan? _heldUntil;
    private bool _isStarted;
    private bool _isRestarting;
    private TimeSpan? _retryAt;
    private TimeSpan _establishedAt;
    private BgpConnection? _established;

    /// <summary>A session that was not started.</summary>
    /// <param name="settings">How it is to be held.</param>
    /// <param name="random">Where jitter comes from (RFC 4271 §10).</param>
    public BgpSession(BgpSessionSettings settings, Random random)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(random);
        Settings = settings;
        _backOff = new BgpBackOff(random);
        _isRestarting = settings.Restart?.IsRestarting ?? false;
    }

    /// <summary>How the session is held.</summary>
    public BgpSessionSettings Settings { get; private set; }

    /// <summary>Where it stands: as far as its most advanced connection.</summary>
    public BgpState State { get; private set; }

    /// <summary>Why it is not established, or why it last ended, for people; empty for nothing.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>What was agreed upon; null unless established.</summary>
    public BgpAgreement? Agreement => _established?.Agreement;

    /// <summary>The connection that is established; null when none is.</summary>
    public BgpConnection? Connection => _established;

    /// <summary>What was sent and received.</summary>
    public BgpCounters Counters { get; } = new();

    /// <summary>
    /// What the peer is to be told. It may be changed at any time; <see cref="RoutesChanged"/> afterwards sends what differs.
    /// </summary>
    public BgpAdjRibOut Routes { get; } = new();

    /// <summary>Takes an event in.</summary>
    public IReadOnlyList<BgpAction> Handle(BgpEvent happened, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _actions.Clear();
        switch (happened)
        {
            case BgpEvent.Started when !_isStarted:
                Start(now);
                break;
            case BgpEvent.Stopped(var reason, var text) when _isStarted:
                Stop(reason, text);
                break;
            case BgpEvent.Connected(var connection, var endPoints) when IsAwaited(connection):
                Begin(connection, endPoints, now);
                break;
            case BgpEvent.Connected(var connection, _) when !_connections.Contains(connection):
                // The attempt was given up while it succeeded.
                _actions.Add(new BgpAction.Close(connection, []));
                break;
            case BgpEvent.Accepted(var connection, var endPoints):
                Accept(connection, endPoints, now);
                break;
            case BgpEvent.Disconnected(var connection, var reason) when _connections.Contains(connection):
                Lose(connection, reason, now);
                break;
            case BgpEvent.PathDown(var reason):
                LosePath(reason, now);
                break;
            case BgpEvent.Configured(var settings):
                Configure(settings, now);
                break;
        }

        Expect();
        return _actions;
    }

    /// <summary>What other settings would take to count.</summary>
    public BgpSettingsChange ChangeTo(BgpSessionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Equals(Settings) ? BgpSettingsChange.None
            : !settings.HasEqualOpen(Settings) || !AcceptsPeer(settings) ? BgpSettingsChange.NewSession
            : BgpSettingsChange.Hot;
    }

    private bool AcceptsPeer(BgpSessionSettings settings) =>
        _connections.TrueForAll(connection => connection.Agreement is not { } agreement
            || settings.PeerSystem.Accepts(agreement.Peer.AutonomousSystem, settings.OwnSystem));

    private bool IsAwaited(BgpConnection connection) =>
        connection.State == BgpState.Connect && connection.EndPoints is null && _connections.Contains(connection);

    private BgpState Now()
    {
        var furthest = BgpState.Idle;
        foreach (var connection in _connections)
        {
            furthest = connection.State > furthest ? connection.State : furthest;
        }

        // An attempt counts for less than a connection that the peer has opened, and yet we are in Connect while there is one.
        return furthest > BgpState.Active ? furthest
            : !_isStarted || _heldUntil is not null ? BgpState.Idle
            : _connections.Exists(connection => !connection.IsIncoming) ? BgpState.Connect
            : BgpState.Active;
    }

    // Called after each step, so that no state in between is passed over.
    private void Move(string reason)
    {
        var now = Now();
        if (now == State)
        {
            return;
        }

        var before = State;
        State = now;
        Reason = now == BgpState.Established ? "" : reason;
        _actions.Add(new BgpAction.StateChanged(before, now, reason));
    }

    private void Configure(BgpSessionSettings settings, TimeSpan now)
    {
        var change = ChangeTo(settings);
        var wasPassive = Settings.IsPassive;
        Settings = settings;
        if (!_isStarted || change == BgpSettingsChange.None)
        {
            return;
        }

        if (change == BgpSettingsChange.NewSession)
        {
            End(BgpStopReason.OtherConfigurationChange, "", "the settings changed");
            Start(now);
            return;
        }

        foreach (var connection in _connections.Where(connection => connection.Agreement is not null))
        {
            connection.Agreement = connection.Agreement! with
            {
                KeepaliveTime = settings.KeepaliveTimeFor(connection.Agreement.HoldTime),
            };
            ScheduleKeepalive(connection, now);
        }

        if (wasPassive && !settings.IsPassive && State == BgpState.Active && _connections.Count == 0)
        {
            Connect(now, "the session is passive no longer");
        }
    }
}
