using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Routers;

namespace MetalOrleans.Lab.Bgp;

/// <summary>
/// Fills a router's table over a new session. The sender has all routes before the receiver exists, so what is measured begins
/// with the session.
/// </summary>
internal static class BgpBench
{
    private const uint SenderAsn = 64500;
    private const uint ReceiverAsn = 65001;
    private const string SenderAddress = "192.0.2.1";
    private const string ReceiverAddress = "192.0.2.2";
    private const string PeerName = "receiver";

    // 10.0.0.0/24 and what follows: a hundred thousand of them end at 11.134.159.0.
    private const uint FirstPrefix = 0x0A00_0000;
    private const int PrefixLength = 24;

    private const int DumpCount = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Measures once.</summary>
    /// <exception cref="TimeoutException">The table was not full within two minutes.</exception>
    public static async Task<BgpBenchResult> MeasureAsync(
        string agent, BgpSenderKind kind, RouterKind receiverKind, int count, CancellationToken cancellationToken)
    {
        await using var lab = await NetworkLab.CreateAsync("bgpbench", cancellationToken);
        var @switch = await lab.AddSwitchAsync("sw", cancellationToken);
        var machine = await lab.AddMachineAsync("sender", cancellationToken);
        await lab.ConnectAsync(machine, "eth0", [SenderAddress + "/24"], @switch, cancellationToken);
        var other = await lab.AddMachineAsync("receiver", cancellationToken);
        await lab.ConnectAsync(other, "eth0", [ReceiverAddress + "/24"], @switch, cancellationToken);
        await using var sender = await StartSenderAsync(lab, machine, agent, kind, count, cancellationToken);
        using var tap = await BgpTap.OpenAsync(@switch, IPAddress.Parse(SenderAddress));
        var before = sender.Identity.ReadProcessorTime();
        await using var receiver = await LabRouter.StartAsync(
            receiverKind,
            lab,
            other,
            new RouterSettings(
                ReceiverAsn,
                ReceiverAddress,
                [new RouterPeer(SenderAddress, SenderAsn) { LocalAddress = ReceiverAddress, HoldSeconds = 90 }]),
            cancellationToken);
        var full = await Threads.RunAsync(() => WaitUntilFull(receiver, count, cancellationToken));
        await tap.CaughtUpAsync();
        return new BgpBenchResult(
            receiverKind,
            kind,
            count,
            TimeProvider.System.GetElapsedTime(tap.EstablishedAt, full),
            TimeProvider.System.GetElapsedTime(tap.EstablishedAt, tap.LastUpdateAt),
            tap.Updates,
            tap.Octets,
            sender.Identity.ReadProcessorTime() - before,
            sender.Identity.ReadResidentKibibytes());
    }

    private static long WaitUntilFull(LabRouter receiver, int count, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var ask = receiver.OpenCounter(out var console);
        using (console)
        {
            while (ask() < count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TimeProvider.System.GetElapsedTime(started) > Limit)
                {
                    throw new TimeoutException($"{receiver.Kind} had {ask()} of {count} prefixes after {Limit.TotalMinutes} minutes.");
                }
            }
        }

        return TimeProvider.System.GetTimestamp();
    }

    private static async Task<BgpSender> StartSenderAsync(
        NetworkLab lab, LabNamespace machine, string agent, BgpSenderKind kind, int count, CancellationToken cancellationToken)
    {
        if (kind == BgpSenderKind.Agent)
        {
            return await StartAgentAsync(lab, machine, agent, count, cancellationToken);
        }

        var settings = new RouterSettings(
            SenderAsn,
            SenderAddress,
            [new RouterPeer(ReceiverAddress, ReceiverAsn) { LocalAddress = SenderAddress, IsPassive = false, HoldSeconds = 90 }]);
        if (kind == BgpSenderKind.Bird)
        {
            var bird = await LabRouter.StartAsync(
                RouterKind.Bird,
                lab,
                machine,
                settings with { Announced = [.. Prefixes(count).Select(prefix => prefix.ToString())] },
                cancellationToken);
            return new BgpSender(bird.Daemon.Identity, [bird]);
        }

        var router = (GoBgpRouter)await LabRouter.StartAsync(RouterKind.GoBgp, lab, machine, settings, cancellationToken);
        await FillAsync(router, Path.Combine(lab.Directory, "routes.mrt"), count, cancellationToken);
        return new BgpSender(router.Daemon.Identity, [router]);
    }

    // Each dump begins elsewhere, so that what is lost at its end is not always the same.
    private static async Task FillAsync(GoBgpRouter router, string dump, int count, CancellationToken cancellationToken)
    {
        var prefixes = Prefixes(count).ToList();
        var address = IPAddress.Parse(SenderAddress);
        for (var attempt = 0; attempt < DumpCount; attempt++)
        {
            var first = attempt * 3 % DumpCount * count / DumpCount;
            await MrtFile.WriteAsync(dump, prefixes.Skip(first).Concat(prefixes.Take(first)), address, SenderAsn, cancellationToken);
            if (await router.InjectAsync(dump, count, cancellationToken))
            {
                return;
            }
        }

        throw new InvalidOperationException($"GoBGP did not take all of {count} routes. {router.Daemon.DescribeTail()}");
    }

    private static async Task<BgpSender> StartAgentAsync(
        NetworkLab lab, LabNamespace machine, string agent, int count, CancellationToken cancellationToken)
    {
        var silo = await ScriptedSilo.StartAsync(machine);
        var process = lab.Start(
            "agent",
            new CommandLine(
                agent,
                ["--node-name", "sender", "--silo", $"127.0.0.1:{silo.Port}", "--insecure", "--log-format", "text"]),
            machine);
        var socket = await silo.TellAsync(SnapshotOf(count), cancellationToken);
        return new BgpSender(process.Identity, [new SiloEnd(silo, socket)]);
    }

    private static Snapshot SnapshotOf(int count)
    {
        var snapshot = new Snapshot
        {
            Version = 1,
            BgpPeers =
            {
                new BgpPeer
                {
                    Name = PeerName,
                    Address = ByteString.CopyFrom(IPAddress.Parse(ReceiverAddress).GetAddressBytes()),
                    MyAsn = SenderAsn,
                    PeerAsn = ReceiverAsn,
                    HoldSeconds = 90,
                    ConnectSeconds = 1,
                },
            },
        };
        snapshot.BgpRoutes.AddRange(Prefixes(count).Select(prefix => new BgpRoute
        {
            Prefix = new Subnet
            {
                Address = ByteString.CopyFrom(prefix.BaseAddress.GetAddressBytes()),
                PrefixLength = (uint)prefix.PrefixLength,
            },
            Paths = { new BgpPath { Peers = { PeerName } } },
        }));
        return snapshot;
    }

    private static IEnumerable<IPNetwork> Prefixes(int count)
    {
        var octets = new byte[sizeof(uint)];
        for (var index = 0u; index < count; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets, FirstPrefix + (index << (32 - PrefixLength)));
            yield return new IPNetwork(new IPAddress(octets), PrefixLength);
        }
    }

    private sealed class SiloEnd(ScriptedSilo silo, WebSocket socket) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            silo.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed record BgpSender(ProcessIdentity Identity, IAsyncDisposable[] Parts) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var part in Parts)
            {
                await part.DisposeAsync();
            }
        }
    }
}
