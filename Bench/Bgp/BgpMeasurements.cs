using System.Globalization;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Rib;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.Bench.Bgp;

/// <summary>
/// What sending and receiving routes costs without any socket: time and garbage a prefix, each beside a plain loop that only
/// writes or reads the same octets.
/// </summary>
internal static class BgpMeasurements
{
    private const int Prefixes = 100_000;
    private const int Rounds = 7;

    private static readonly TimeProvider s_time = TimeProvider.System;

    private static readonly BgpSessionSettings s_settings = new()
    {
        OwnSystem = 65001,
        PeerSystem = BgpPeerSystem.Exactly(65002),
        Identifier = new IPv4Address(1),
        HasExtendedMessages = true,
    };

    private static readonly BgpEndPoints s_endPoints = new(new IPv4Address(0xC0000201), new IPv4Address(0xC0000202));

    public static int Run()
    {
        Console.WriteLine($"{Prefixes:N0} host prefixes of IPv4, best of {Rounds} rounds");
        Console.WriteLine($"{"",-56} {"ns/prefix",10} {"B/prefix",9} {"messages",9} {"octets",10} {"to plain",9}");
        foreach (var isExtended in new[] { false, true })
        {
            var messages = Encode(Agree(isExtended));
            var octets = messages.Sum(message => (long)message.Length);
            var words = isExtended ? "messages up to 65,535" : "messages up to 4,096";
            var plainWrite = Best(() => WritePlain(messages));
            Show($"plain loop that writes the same octets, {words}", plainWrite, messages.Count, octets, plainWrite.Nanoseconds);
            Show($"Adj-RIB-Out, all of a new session, {words}", Best(() => FirstDump(isExtended)), messages.Count, octets, plainWrite.Nanoseconds);
            var plainRead = Best(() => ReadPlain(messages));
            Show($"plain loop that reads the same octets, {words}", plainRead, messages.Count, octets, plainRead.Nanoseconds);
            Show($"judged as a session does, {words}", Best(() => Judge(messages, Agree(isExtended).Terms)), messages.Count, octets, plainRead.Nanoseconds);
            Show($"read with all values, {words}", Best(() => Read(messages, Agree(isExtended).Terms)), messages.Count, octets, plainRead.Nanoseconds);
        }

        ShowChanges();
        ShowKeepalives();
        return 0;
    }

    private static BgpPrefix Host(int number) => BgpPrefix.Of(new IPv4Address(0x0A000000u + (uint)number), 32);

    private static BgpAgreement Agree(bool isExtended)
    {
        var capabilities = new BgpCapabilities
        {
            Families = s_settings.Families,
            FourOctetAS = 65002,
            HasExtendedMessages = isExtended,
        };
        return BgpAgreement.Of(
            s_settings,
            new BgpOpen(65001, s_settings.HoldTime, s_settings.Identifier, capabilities),
            new BgpOpen(65002, s_settings.HoldTime, new IPv4Address(2), capabilities));
    }

    private static BgpAdjRibOut Fill()
    {
        var routes = new BgpAdjRibOut();
        for (var number = 0; number < Prefixes; number++)
        {
            routes.Set(Host(number), BgpRouteAttributes.Default);
        }

        return routes;
    }

    private static List<byte[]> Encode(BgpAgreement agreement)
    {
        var routes = Fill();
        routes.Begin(new BgpExport(agreement, s_endPoints));
        var message = new byte[BgpHeader.ExtendedMessageLengthMax];
        var messages = new List<byte[]>();
        while (routes.WriteNext(message, out _) is > 0 and var length)
        {
            messages.Add(message[..length]);
        }

        return messages;
    }

    private static Measured FirstDump(bool isExtended)
    {
        var routes = Fill();
        var message = new byte[BgpHeader.ExtendedMessageLengthMax];
        var export = new BgpExport(Agree(isExtended), s_endPoints);
        return Measure(() =>
        {
            routes.Begin(export);
            while (routes.WriteNext(message, out _) > 0)
            {
            }
        });
    }

    // As much as anybody must do who sends these messages: head and attributes once a message, five octets a prefix.
    private static Measured WritePlain(List<byte[]> messages)
    {
        var target = new byte[BgpHeader.ExtendedMessageLengthMax];
        return Measure(() =>
        {
            var address = 0x0A000000u;
            foreach (var message in messages)
            {
                const int head = 43;
                message.AsSpan(0, head).CopyTo(target);
                for (var at = head; at < message.Length; at += 5)
                {
                    target[at] = 32;
                    System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(target.AsSpan(at + 1), address++);
                }
            }
        });
    }

    private static Measured ReadPlain(List<byte[]> messages) => Measure(() =>
    {
        var sum = 0UL;
        foreach (var message in messages)
        {
            for (var at = 43; at < message.Length; at += 5)
            {
                sum += message[at] + System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(at + 1));
            }
        }

        GC.KeepAlive(sum);
    });

    private static Measured Judge(List<byte[]> messages, BgpSessionTerms terms) => Measure(() =>
    {
        foreach (var message in messages)
        {
            _ = BgpUpdateReader.Judge(message.AsSpan(BgpHeader.Length), terms);
        }
    });

    private static Measured Read(List<byte[]> messages, BgpSessionTerms terms) => Measure(() =>
    {
        foreach (var message in messages)
        {
            _ = BgpUpdateReader.Read(message.AsSpan(BgpHeader.Length), terms);
        }
    });

    private static void ShowChanges()
    {
        var routes = Fill();
        var message = new byte[BgpHeader.ExtendedMessageLengthMax];
        BgpRouteAttributes[] kinds = [BgpRouteAttributes.Default, new() { MultiExitDiscriminator = 1 }];
        routes.Set(Host(Prefixes), kinds[1]);
        routes.Begin(new BgpExport(Agree(isExtended: false), s_endPoints));
        while (routes.WriteNext(message, out _) > 0)
        {
        }

        var turn = 0;
        var changed = Best(() => Measure(() =>
        {
            turn++;
            for (var number = 0; number < Prefixes; number++)
            {
                routes.Set(Host(number), kinds[turn % 2]);
                routes.WriteNext(message, out _);
            }
        }));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"one change among 100,000, ordered and sent alone",-56} {changed.Nanoseconds,10:F0} {changed.Octets,9:F2}"));
    }

    private static void ShowKeepalives()
    {
        var session = new BgpSession(s_settings, new Random(1));
        var connection = ((BgpAction.Connect)session.Handle(new BgpEvent.Started(), TimeSpan.Zero)[0]).Connection;
        session.Handle(new BgpEvent.Connected(connection, s_endPoints), TimeSpan.Zero);
        var octets = new byte[BgpSession.DrainLengthMin];
        var open = new BgpOpen(65002, s_settings.HoldTime, new IPv4Address(2), new BgpCapabilities());
        Receive(octets.AsSpan(0, open.Encode(octets)));
        var keepalive = new byte[BgpHeader.Length];
        BgpHeader.WriteKeepalive(keepalive);
        var received = Best(() => Measure(() =>
        {
            for (var number = 0; number < Prefixes; number++)
            {
                Receive(keepalive);
            }
        }));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"one KEEPALIVE received by an established session",-56} {received.Nanoseconds,10:F0} {received.Octets,9:F2}"));

        void Receive(ReadOnlySpan<byte> message)
        {
            message.CopyTo(connection.ReceiveSpace.Span);
            session.Receive(connection, message.Length, TimeSpan.Zero);
        }
    }

    private static Measured Measure(Action act)
    {
        // Often enough that the code is compiled as it stays.
        for (var round = 0; round < 40; round++)
        {
            act();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = s_time.GetTimestamp();
        act();
        var elapsed = s_time.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new Measured(elapsed.TotalNanoseconds / Prefixes, (double)allocated / Prefixes);
    }

    private static Measured Best(Func<Measured> measure) =>
        Enumerable.Range(0, Rounds).Select(_ => measure()).MinBy(measured => measured.Nanoseconds);

    private static void Show(string what, Measured measured, int messages, long octets, double plain) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-56} {measured.Nanoseconds,10:F1} {measured.Octets,9:F2} {messages,9:N0} {octets,10:N0} {measured.Nanoseconds / plain,9:F1}"));

    private readonly record struct Measured(double Nanoseconds, double Octets);
}
