namespace MetalOrleans.Protocols.Bfd;

/// <summary>
/// One session in asynchronous mode: <see href="https://www.rfc-editor.org/rfc/rfc5880#section-6.8">RFC 5880 §6.8</see>, with
/// the echo function and without authentication.
/// </summary>
/// <remarks>
/// A machine without clock or I/O, owned by one caller; <see cref="Handle"/> allocates nothing. Time is any monotonic reading.
/// Names in comments are the RFC's state variables. This side never asks for demand mode, and honours the peer's (§6.6). The C bit is
/// never set: BFD lives in the process of the control protocols (RFC 5882 §4.3).
/// </remarks>
public sealed partial class BfdSession
{
    /// <summary>No time: nothing is due.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    // §6.8.3: bfd.DesiredMinTxInterval is not less than one second while the session is not up, nor is
    // bfd.RequiredMinRxInterval while the echo function runs.
    private static readonly TimeSpan SlowInterval = TimeSpan.FromSeconds(1);

    // §6.8.1: bfd.RemoteMinRxInterval before the peer told it.
    private static readonly TimeSpan RemoteMinRxUnknown = TimeSpan.FromMicroseconds(1);

    private readonly Random _random;
    private readonly bool _isMultihop;
    private BfdSessionTerms _termsTold;
    private BfdDiagnostic _remoteDiagnostic;
    private TimeSpan _remoteMinRx = RemoteMinRxUnknown;
    private TimeSpan _remoteDesiredMinTx;
    private TimeSpan _remoteMinEchoRx;
    private byte _remoteMultiplier;
    private bool _isRemoteDemanding;
    private TimeSpan _heardAt;
    private TimeSpan _detectBy = Never;

    /// <summary>A session that is down.</summary>
    /// <param name="discriminator">bfd.LocalDiscr: unique among the system's sessions, not zero.</param>
    /// <param name="echoToken">What own echo packets are known by: not to be guessed by others.</param>
    /// <param name="isMultihop">Whether routers may stand between: then there is no echo function (RFC 5883 §5).</param>
    /// <param name="options">Valid ones.</param>
    /// <param name="random">For the jitter.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="ArgumentException">The discriminator is zero, or the options are not valid.</exception>
    public BfdSession(
        uint discriminator, ulong echoToken, bool isMultihop, BfdSessionOptions options, Random random, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfZero(discriminator);
        ArgumentNullException.ThrowIfNull(random);
        LocalDiscriminator = discriminator;
        _echoToken = echoToken;
        _isMultihop = isMultihop;
        _random = random;
        Options = Valid(options);
        _desiredMinTx = _transmitInEffect = DesiredMinTxWanted;
        _requiredMinRx = _receiveInEffect = RequiredMinRxWanted;
        _sentAt = now;
        _nextControl = MaySendPeriodically ? now : Never;
        _termsTold = Terms;
    }

    /// <summary>The options in force.</summary>
    public BfdSessionOptions Options { get; private set; }

    /// <summary>bfd.SessionState.</summary>
    public BfdState State { get; private set; } = BfdState.Down;

    /// <summary>bfd.LocalDiag.</summary>
    public BfdDiagnostic Diagnostic { get; private set; }

    /// <summary>bfd.LocalDiscr.</summary>
    public uint LocalDiscriminator { get; }

    /// <summary>bfd.RemoteDiscr; zero while the peer is not heard.</summary>
    public uint RemoteDiscriminator { get; private set; }

    /// <summary>bfd.RemoteSessionState.</summary>
    public BfdState RemoteState { get; private set; } = BfdState.Down;

    /// <summary>Whether a Poll Sequence runs (§6.5).</summary>
    public bool IsPolling { get; private set; }

    /// <summary>
    /// Whether the session was up and its path has failed since, rather than never having been up or having been taken down
    /// by an administrator of either side (RFC 5882 §3.2).
    /// </summary>
    public bool HasFailed { get; private set; }

    /// <summary>When the session wants to be ticked; <see cref="Never"/> for never.</summary>
    public TimeSpan NextDue => Min(Min(_nextControl, _detectBy), Min(_nextEcho, _echoBy));

    /// <summary>What is agreed at present.</summary>
    public BfdSessionTerms Terms => new(
        RemoteState,
        _remoteDiagnostic,
        MaySendPeriodically ? TransmitInterval : TimeSpan.Zero,
        RemoteDiscriminator == 0 ? TimeSpan.Zero : ReceiveInterval,
        RemoteDiscriminator == 0 ? TimeSpan.Zero : DetectionTime,
        _isEchoReturning ? EchoInterval : TimeSpan.Zero);

    // §6.8.4: the peer's packets come no faster than it wants to send and this side wants to receive.
    private TimeSpan ReceiveInterval => Max(_receiveInEffect, _remoteDesiredMinTx);

    private TimeSpan DetectionTime => ReceiveInterval * _remoteMultiplier;

    /// <summary>Takes in an event. At a moment that is both due and heard at, what was heard is to be told first.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="now">The time, never earlier than at the last call.</param>
    /// <param name="actions">Gets what is to be done, behind what it holds.</param>
    public void Handle(in BfdEvent happened, TimeSpan now, ref BfdActionList actions)
    {
        var state = State;
        switch (happened.Kind)
        {
            case BfdEventKind.Ticked:
                Tick(now, ref actions);
                break;
            case BfdEventKind.PacketReceived:
                Receive(happened.Packet, now, ref actions);
                break;
            case BfdEventKind.EchoReturned:
                TakeEcho(happened.Echo, now);
                break;
            case BfdEventKind.Configured:
                Options = Valid(happened.Options);
                break;
            case BfdEventKind.Disabled:
                Enter(BfdState.AdminDown, BfdDiagnostic.AdministrativelyDown);
                break;
            case BfdEventKind.Enabled when State == BfdState.AdminDown:
                Enter(BfdState.Down, BfdDiagnostic.None);
                break;
            case BfdEventKind.PathLost when State is BfdState.Init or BfdState.Up:
                HasFailed |= State == BfdState.Up;
                Enter(BfdState.Down, BfdDiagnostic.PathDown);
                break;
        }

        Settle(now, ref actions);
        Tell(state, ref actions);
    }

    private static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;

    private static TimeSpan Max(TimeSpan first, TimeSpan second) => first > second ? first : second;

    private static BfdSessionOptions Valid(BfdSessionOptions? options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.WhyInvalid() is { } reason ? throw new ArgumentException(reason, nameof(options)) : options;
    }

    private void Tick(TimeSpan now, ref BfdActionList actions)
    {
        if (_detectBy <= now)
        {
            LosePeer();
        }

        if (_echoBy <= now)
        {
            HasFailed = true;
            Enter(BfdState.Down, BfdDiagnostic.EchoFunctionFailed);
        }

        _isSendingWanted |= _nextControl <= now;
        if (_nextEcho <= now)
        {
            SendEcho(now, ref actions);
        }
    }

    // §6.8.4, and §6.8.1 on bfd.RemoteDiscr: what the peer said once is forgotten.
    private void LosePeer()
    {
        RemoteDiscriminator = 0;
        RemoteState = BfdState.Down;
        _remoteDiagnostic = BfdDiagnostic.None;
        _remoteMinRx = RemoteMinRxUnknown;
        _remoteMinEchoRx = TimeSpan.Zero;
        _isRemoteDemanding = false;
        IsPolling = false;
        _isPollWanted = false;
        if (State is BfdState.Init or BfdState.Up)
        {
            HasFailed |= State == BfdState.Up;
            Enter(BfdState.Down, BfdDiagnostic.ControlDetectionTimeExpired);
        }
    }

    // §6.8.6, from where the session is known.
    private void Receive(in BfdControlPacket packet, TimeSpan now, ref BfdActionList actions)
    {
        RemoteDiscriminator = packet.MyDiscriminator;
        RemoteState = packet.State;
        _remoteDiagnostic = packet.Diagnostic;
        _remoteMultiplier = packet.DetectMultiplier;
        _isRemoteDemanding = packet.Has(BfdControlFlags.Demand);
        _remoteMinRx = TimeSpan.FromMicroseconds(packet.RequiredMinRxMicroseconds);
        _remoteDesiredMinTx = TimeSpan.FromMicroseconds(packet.DesiredMinTxMicroseconds);
        _remoteMinEchoRx = TimeSpan.FromMicroseconds(packet.RequiredMinEchoRxMicroseconds);
        _heardAt = now;
        if (IsPolling && packet.Has(BfdControlFlags.Final))
        {
            EndPoll();
        }

        if (State == BfdState.AdminDown)
        {
            return;
        }

        var next = BfdStateMachine.Next(State, packet.State);
        if (next != State)
        {
            if (next == BfdState.Down)
            {
                // RFC 5882 §3.2: what an administrator does to the peer is no failure of the path.
                HasFailed = State == BfdState.Up && packet.State != BfdState.AdminDown;
                Enter(next, BfdDiagnostic.NeighborSignaledSessionDown);
            }
            else
            {
                Enter(next, BfdDiagnostic.None);
            }
        }
        else if (packet.State == BfdState.AdminDown)
        {
            HasFailed = false;
        }

        _isFinalOwed = packet.Has(BfdControlFlags.Poll);
    }

    private void Enter(BfdState state, BfdDiagnostic diagnostic)
    {
        if (state is BfdState.Up or BfdState.AdminDown)
        {
            HasFailed = false;
        }

        Diagnostic = diagnostic;
        _isSendingWanted |= State != state;
        State = state;
    }

    // After every event: what follows from the variables as they are now.
    private void Settle(TimeSpan now, ref BfdActionList actions)
    {
        SettleEcho(now);
        SettleIntervals();
        _detectBy = RemoteDiscriminator == 0 ? Never : _heardAt + DetectionTime;
        SettleTransmission(now, ref actions);
    }

    private void Tell(BfdState before, ref BfdActionList actions)
    {
        var terms = Terms;
        if (State != before)
        {
            actions.Add(new BfdAction(BfdActionKind.StateChanged) { From = before });
        }
        else if (terms != _termsTold)
        {
            actions.Add(new BfdAction(BfdActionKind.TermsChanged));
        }

        _termsTold = terms;
    }
}
