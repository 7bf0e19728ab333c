using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Rib;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>
/// A whole session that is fed octets: the first two of an input say how far it is and into which pieces the network cuts the rest.
/// </summary>
internal sealed class BgpSessionTarget : IFuzzTarget
{
    private const int HeadLength = 2;

    private static readonly BgpSessionSettings Settings = new()
    {
        OwnSystem = 65001,
        PeerSystem = BgpPeerSystem.Exactly(65002),
        Identifier = new IPv4Address(0xC0000201),
        Families = [BgpFamily.IPv4Unicast, BgpFamily.IPv6Unicast],
        HasExtendedMessages = false,
        Restart = new BgpRestartSettings(),
    };

    private static readonly BgpEndPoints EndPoints = new(new IPv4Address(0xC0000201), new IPv4Address(0xC0000202));

    private readonly byte[] _octets = new byte[BgpSession.DrainLengthMin];

    public string Name => "bgp-session";

    public ImmutableArray<byte[]> Samples { get; } =
    [
        [0, 0, .. BgpMessages.RichOpen, .. BgpMessages.Keepalive, .. BgpMessages.Refresh],
        [0, 7, .. BgpMessages.PlainOpen, .. BgpMessages.Keepalive, .. BgpMessages.Keepalive],
        [1, 3, .. BgpMessages.Keepalive, .. BgpMessages.Message(BgpMessageType.Update, "00000000")],
        [2, 1, .. BgpMessages.Message(BgpMessageType.Update, Convert.ToHexString(BgpMessages.Updates[0])), .. BgpMessages.Keepalive],
        [2, 200, .. BgpMessages.Refresh, .. BgpMessages.Refresh, .. BgpMessages.Keepalive],
        [3, 0, .. BgpMessages.PlainOpen, .. BgpMessages.Keepalive],
    ];

    public void Repair(Span<byte> input)
    {
        if (input.Length > HeadLength)
        {
            BgpMessages.Repair(input[HeadLength..]);
        }
    }

    public bool Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadLength)
        {
            return false;
        }

        var settings = input[0] % 4 == 3 ? Settings with { DelayOpenTime = TimeSpan.FromSeconds(5) } : Settings;
        var session = new BgpSession(settings, new Random(1));
        session.Routes.Set(BgpPrefix.Of(new IPv4Address(0xC6336401), 32), BgpRouteAttributes.Default);
        session.Routes.Complete();
        var now = TimeSpan.Zero;
        var connection = ((BgpAction.Connect)session.Handle(new BgpEvent.Started(), now)[0]).Connection;
        session.Handle(new BgpEvent.Connected(connection, EndPoints), now);
        Feed(session, connection, input[0] % 4 is 1 or 2 ? BgpMessages.RichOpen : [], BgpHeader.MessageLengthMax, ref now);
        Feed(session, connection, input[0] % 4 == 2 ? BgpMessages.Keepalive : [], BgpHeader.MessageLengthMax, ref now);
        Feed(session, connection, input[HeadLength..], 1 + input[1], ref now);
        return connection.State != BgpState.Idle;
    }

    private void Feed(BgpSession session, BgpConnection connection, ReadOnlySpan<byte> octets, int piece, ref TimeSpan now)
    {
        while (!octets.IsEmpty && connection.State != BgpState.Idle)
        {
            var count = Math.Min(piece, octets.Length);
            var space = connection.ReceiveSpace;
            FuzzFailedException.ThrowUnless(space.Length >= count, "no room for what the peer sends");
            octets[..count].CopyTo(space.Span);
            Check(session, connection, session.Receive(connection, count, now), now);
            octets = octets[count..];
            now += TimeSpan.FromMilliseconds(1);
        }
    }

    private void Check(BgpSession session, BgpConnection connection, IReadOnlyList<BgpAction> actions, TimeSpan now)
    {
        var hasEnded = false;
        foreach (var action in actions)
        {
            hasEnded |= action is BgpAction.Close;
            FuzzFailedException.ThrowUnless(
                action is not BgpAction.Close { LastWords: { IsEmpty: false } words } || AreMessages(words.AsSpan()),
                "last words that are no message");
        }

        FuzzFailedException.ThrowUnless(hasEnded == (connection.State == BgpState.Idle), "an end that nobody was told of");
        FuzzFailedException.ThrowUnless(
            (session.State == BgpState.Established) == (session.Agreement is not null), "an agreement without a session");
        FuzzFailedException.ThrowUnless(
            session.NextTick > now || (session.NextTick is null && session.Agreement?.HoldTime == TimeSpan.Zero),
            "a session that never does anything again, or does it for ever");
        for (var length = session.Drain(connection, _octets, now); length > 0; length = session.Drain(connection, _octets, now))
        {
            FuzzFailedException.ThrowUnless(AreMessages(_octets.AsSpan(0, length)), "octets that are no messages");
        }
    }

    private static bool AreMessages(ReadOnlySpan<byte> octets)
    {
        while (octets.Length >= BgpHeader.Length && BgpHeader.TryDecode(octets, isExtended: false, out var header, out _)
            && header.MessageLength <= octets.Length)
        {
            octets = octets[header.MessageLength..];
        }

        return octets.IsEmpty;
    }
}
