using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using MetalOrleans.Agent.Contracts.Processes;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Arp;
using MetalOrleans.NetAgent.Bfd;
using MetalOrleans.NetAgent.Bgp;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Link;
using MetalOrleans.NetAgent.Metrics;
using MetalOrleans.NetAgent.Ndp;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.NetAgent.Options;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.NetAgent.Packets;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>Puts the agent together on real sockets and runs it until the process is asked to stop.</summary>
internal static partial class AgentHost
{
    /// <summary>Runs the agent.</summary>
    public static async Task RunAsync(
        AgentOptions options, InterfaceExclusions exclusions, ILoggerFactory loggers, TimeProvider time)
    {
        var gate = new AnswerGate(time);
        var (addresses, loop) = (new AnnouncedAddresses(gate), (AgentLoop?)null);
        using var sender = new PacketSender();
        var claims = new ClaimSink(claim => loop!.Post(new AgentEvent.ClaimHeard(claim)), time);
        using var arp = new ArpProtocol(
            addresses, claims, sender, ResponderFailed, options.AnswersPing, loggers.CreateLogger<ArpListener>());
        using var ndp = new NdpProtocol(
            addresses, claims, sender, ResponderFailed, options.AnswersPing, loggers.CreateLogger<NdpListener>());
        var linkOptions = new LinkOptions();
        var dialer = new SiloDialer(options);
        using var bfd = new BfdEngine(time, loggers.CreateLogger<BfdEngine>());
        var bgp = CreateSpeaker(options, bfd, () => loop!.Post(AgentEvent.BgpChanged.Instance), loggers, time);
        var link = new LinkMachine(linkOptions, new BackOff(linkOptions, new Random()));
        using var metrics = new AgentMetrics(addresses, link.Statistics);
        using var bfdMetrics = new BfdMetrics(bfd);
        using var bgpMetrics = new BgpMetrics(() => bgp.Peers);
        using var scrapes = MetricsServer.Start(options.MetricsPort, loggers.CreateLogger<MetricsServer>());
        using var pages = new StartUpPages(time);
        using var spare = new SpareMemory(time);
        loop = new AgentLoop(
            options,
            new Announcer([arp, ndp], addresses, exclusions, loggers.CreateLogger<Announcer>(), gate),
            gate,
            bgp,
            link,
            report => new SiloConnection(DialAsync, report),
            spare,
            time,
            loggers.CreateLogger<AgentLoop>());
        var monitor = CreateMonitor(bgp, loop, loggers);
        using var health = HealthServer.Start(
            options.HealthPort, loop.AskHealthAsync, time, loggers.CreateLogger<HealthServer>());
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        TellStart(options, loggers.CreateLogger(nameof(AgentHost)));
        FollowKernel(monitor, loop, loggers);
        var running = loop.RunAsync();
        // It ends before the loop does, and when it fails the process has to start anew.
        await await Task.WhenAny(running, bgp.RunAsync());
        await running;

        async Task<WebSocket> DialAsync(CancellationToken cancellationToken)
        {
            var socket = await dialer.DialAsync(cancellationToken);
            pages.Started();
            return socket;
        }

        void ResponderFailed(ResponderInterface responder, SocketError error) =>
            loop!.Post(new AgentEvent.ResponderFailed(responder, error));

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            loop.Post(new AgentEvent.StopRequested(context.Signal.ToString()));
        }
    }

    private static void TellStart(AgentOptions options, ILogger logger)
    {
        LogStarted(logger, AgentVersion.Text, options.NodeName, options.SilosText);
        foreach (var ignored in options.Ignored)
        {
            LogIgnored(logger, ignored);
        }
    }

    private static LinkMonitor CreateMonitor(BgpSpeaker bgp, AgentLoop loop, ILoggerFactory loggers) => new(
        message =>
        {
            // BGP first: when the silo's first orders come, it knows the addresses too.
            bgp.Apply(message);
            loop.Post(new AgentEvent.InterfacesTold(message));
        },
        loggers.CreateLogger<LinkMonitor>());

    private static void FollowKernel(LinkMonitor interfaces, AgentLoop loop, ILoggerFactory loggers)
    {
        var routes = new DefaultRouteMonitor(
            () => loop.Post(AgentEvent.DefaultRoutesChanged.Instance), loggers.CreateLogger<DefaultRouteMonitor>());
        // Routes first: what changes while the interfaces are read is told once more, and not missed.
        routes.Start();
        interfaces.Start();
    }

    private static BgpSpeaker CreateSpeaker(
        AgentOptions options, IBfdSessions bfd, Action changed, ILoggerFactory loggers, TimeProvider time) => new(
        new BgpSpeakerOptions(options.NodeName, options.BgpListen, options.BgpShutdownDelay),
        bfd,
        changed,
        time,
        new Random(),
        loggers.CreateLogger<BgpSpeaker>());

    // O-071: operators search for these words.
    [LoggerMessage(
        EventName = "starting",
        Level = LogLevel.Information,
        Message = "MetalLB speaker starting (MetalOrleans agent {Version}): node {Node}, silo {Silo}")]
    private static partial void LogStarted(ILogger logger, string version, string node, string silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Ignored}")]
    private static partial void LogIgnored(ILogger logger, string ignored);
}
