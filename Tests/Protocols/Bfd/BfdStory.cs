using System.Globalization;
using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.Tests.Protocols.Bfd;

/// <summary>One session through time, with what its host was asked to do.</summary>
internal sealed class BfdStory
{
    public const uint Own = 1;
    public const uint Peer = 7;

    private readonly BfdAction[] _room = new BfdAction[BfdAction.CountMax];

    public BfdStory(BfdSessionOptions? options = null, bool isMultihop = false, Random? random = null) =>
        Session = new BfdSession(
            Own, echoToken: 99, isMultihop, options ?? BfdSessionOptions.Default, random ?? new FixedRandom(0), TimeSpan.Zero);

    public BfdSession Session { get; }

    public TimeSpan Now { get; private set; }

    /// <summary>Every action with its time and the state after the event, in order.</summary>
    public List<(TimeSpan At, BfdAction Action, BfdState State)> Done { get; } = [];

    /// <summary>When control packets were sent, and which.</summary>
    public IReadOnlyList<(double At, BfdControlPacket Packet)> Sent =>
        [.. Done.Where(done => done.Action.Kind == BfdActionKind.SendControl)
            .Select(done => (done.At.TotalMilliseconds, done.Action.Packet))];

    public IReadOnlyList<(double At, BfdEchoPacket Packet)> Echoes =>
        [.. Done.Where(done => done.Action.Kind == BfdActionKind.SendEcho)
            .Select(done => (done.At.TotalMilliseconds, done.Action.Echo))];

    /// <summary>A packet of the peer.</summary>
    public static BfdControlPacket Packet(
        BfdState state,
        BfdControlFlags flags = BfdControlFlags.None,
        uint your = Own,
        double tx = 300,
        double rx = 300,
        double echo = 0,
        byte multiplier = 3,
        BfdDiagnostic diagnostic = BfdDiagnostic.None) => new(
        state, diagnostic, flags, multiplier, Peer, your, (uint)(tx * 1000), (uint)(rx * 1000), (uint)(echo * 1000));

    /// <summary>Lets time pass up to a moment, ticking when it is due.</summary>
    public BfdStory Until(double milliseconds)
    {
        var end = TimeSpan.FromMilliseconds(milliseconds);
        while (Session.NextDue <= end)
        {
            Now = Session.NextDue > Now ? Session.NextDue : Now;
            Apply(BfdEvent.Ticked);
        }

        Now = end;
        return this;
    }

    public BfdStory At(double milliseconds, in BfdEvent happened) => Until(milliseconds).Apply(happened);

    public BfdStory Hear(double milliseconds, in BfdControlPacket packet) => At(milliseconds, BfdEvent.Received(packet));

    /// <summary>Brings the session up at a moment; the Poll Sequence that follows is answered.</summary>
    public BfdStory Up(double milliseconds = 0, double tx = 300, double rx = 300, double echo = 0, byte multiplier = 3) => this
        .Hear(milliseconds, Packet(BfdState.Down, your: 0, tx: 1000, rx: rx, echo: echo, multiplier: multiplier))
        .Hear(milliseconds, Packet(BfdState.Up, tx: tx, rx: rx, echo: echo, multiplier: multiplier))
        .Hear(milliseconds, Packet(BfdState.Up, BfdControlFlags.Final, tx: tx, rx: rx, echo: echo, multiplier: multiplier));

    public BfdStory Apply(in BfdEvent happened)
    {
        var actions = new BfdActionList(_room);
        Session.Handle(happened, Now, ref actions);
        foreach (var action in actions.Actions)
        {
            Done.Add((Now, action, Session.State));
        }

        return this;
    }

    /// <summary>Forgets what was done.</summary>
    public BfdStory Forget()
    {
        Done.Clear();
        return this;
    }

    /// <summary>What was done, one action a line.</summary>
    public IEnumerable<string> Describe() => Done.Select(done => done.Action.Kind switch
    {
        BfdActionKind.SendControl => Line(done.At, $"\"send\":{Describe(done.Action.Packet)}"),
        BfdActionKind.SendEcho => Line(done.At, $"\"echo\":{done.Action.Echo.Number}"),
        BfdActionKind.StateChanged => Line(done.At, $"\"state\":\"{done.Action.From} -> {done.State}\""),
        _ => Line(done.At, "\"terms\":\"changed\""),
    });

    private static string Line(TimeSpan at, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"at\":{at.TotalMilliseconds},{what}}}");

    private static string Describe(in BfdControlPacket packet) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"state\":\"{packet.State}\",\"diagnostic\":\"{packet.Diagnostic}\",\"flags\":\"{packet.Flags}\","
        + $"\"multiplier\":{packet.DetectMultiplier},\"my\":{packet.MyDiscriminator},\"your\":{packet.YourDiscriminator},"
        + $"\"tx\":{packet.DesiredMinTxMicroseconds / 1000.0},\"rx\":{packet.RequiredMinRxMicroseconds / 1000.0},"
        + $"\"echo\":{packet.RequiredMinEchoRxMicroseconds / 1000.0}}}");
}
