using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Support;

/// <summary>The agent's end of the link, message by message: what a test wants an agent to say, and what it hears.</summary>
internal sealed class RawAgent : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1024 * 1024];
    private readonly CancellationTokenSource _end = new();
    private Task _beating = Task.CompletedTask;

    /// <summary>Connects over TLS with a token; trusts the silo's own authority only.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="token">The token.</param>
    /// <param name="authorityPem">The authority, where it is not in the state directory.</param>
    public static async Task<RawAgent> ConnectAsync(SiloOptions silo, string token, string? authorityPem = null)
    {
        var agent = new RawAgent();
        var authority = X509Certificate2.CreateFromPem(authorityPem
            ?? await File.ReadAllTextAsync(Path.Combine(StateDirectories.Certificates(silo.StateDirectory), "ca.crt")));
        agent._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        agent._socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(certificate!, authority);
        await agent._socket.ConnectAsync(new Uri($"wss://{silo.AgentListen}/agent/v1"), default)
            .WithinAsync("connecting", "the agent link", "an open WebSocket");
        return agent;
    }

    /// <summary>Connects, says hello as a node, beats like a living agent, and skips the welcome.</summary>
    public static Task<RawAgent> JoinAsync(StandaloneSilo silo, string node, params AnnouncementState[] announcing) =>
        JoinWithAsync(silo.Options, silo.TokenFor(node), node, announcing);

    /// <summary>The same with a token of the test's choice.</summary>
    public static async Task<RawAgent> JoinWithAsync(
        SiloOptions silo, string token, string node, params AnnouncementState[] announcing)
    {
        var agent = await ConnectAsync(silo, token);
        await agent.SayHelloAsync(node, announcing);
        var welcome = await agent.HearAsync(SiloMessage.BodyOneofCase.Welcome);
        agent._beating = agent.BeatAsync(TimeSpan.FromMilliseconds(welcome.Welcome.HeartbeatIntervalMilliseconds));
        return agent;
    }

    public Task SayHelloAsync(string node, params AnnouncementState[] announcing)
    {
        var hello = new Hello { ProtocolVersion = 1, NodeName = node, AgentVersion = "test" };
        hello.Announcements.AddRange(announcing);
        return SayAsync(new AgentMessage { Hello = hello });
    }

    public Task SayAsync(AgentMessage message) =>
        _socket.SendAsync(message.ToByteArray(), WebSocketMessageType.Binary, endOfMessage: true, default);

    /// <summary>Says that the agent runs a version.</summary>
    public Task AcknowledgeAsync(ulong version) =>
        SayAsync(new AgentMessage { Acknowledgement = new Acknowledgement { Version = version } });

    /// <summary>Reports an interface on the subnet 192.168.1.0/24, or another, that answers ARP and, unless said otherwise, NDP.</summary>
    public Task SayInterfaceAsync(string name, bool carrier, byte subnet = 1, byte mac = 0, bool answersNdp = true)
    {
        var state = new InterfaceState { Name = name, Carrier = carrier, AnswersArp = true, AnswersNdp = answersNdp };
        if (mac != 0)
        {
            state.Mac = ByteString.CopyFrom(2, 0, 0, 0, 0, mac);
        }

        state.Subnets.Add(new Subnet { Address = ByteString.CopyFrom(192, 168, subnet, 11), PrefixLength = 24 });
        var observed = new ObservedState();
        observed.Interfaces.Add(state);
        return SayAsync(new AgentMessage { ObservedState = observed });
    }

    /// <summary>The next message of a kind; heartbeats and others are skipped.</summary>
    public Task<SiloMessage> HearAsync(SiloMessage.BodyOneofCase kind) =>
        ReadUntilAsync(message => message.BodyCase == kind).WithinAsync("listening", "the silo", kind.ToString());

    /// <summary>The next order to announce anything.</summary>
    public async Task<Announcement> HearOrderAsync()
    {
        var message = await ReadUntilAsync(
                message => message.Difference?.Announced.Count > 0 || message.Snapshot?.Announcements.Count > 0)
            .WithinAsync("listening", "the silo", "an order to announce");
        return message.Difference?.Announced[0] ?? message.Snapshot.Announcements[0];
    }

    /// <summary>The next withdrawals; differences that only order something are skipped.</summary>
    public async Task<IReadOnlyList<Withdrawal>> HearWithdrawalsAsync()
    {
        var message = await ReadUntilAsync(message => message.Difference?.Withdrawn.Count > 0)
            .WithinAsync("listening", "the silo", "a withdrawal");
        return message.Difference.Withdrawn;
    }

    /// <summary>Answers what the silo asks about addresses, until it orders one or has asked often enough.</summary>
    /// <returns>The order's version and the order; null when there was none.</returns>
    public Task<(ulong Version, Announcement Order)?> AnswerProbesAsync(SelfProbeOutcome outcome, int max)
    {
        return AnswerAsync().WithinAsync("answering", "self-probes", "an order, or questions enough");

        async Task<(ulong, Announcement)?> AnswerAsync()
        {
            for (var asked = 0; asked < max; asked++)
            {
                var message = await ReadUntilAsync(heard => heard.SelfProbe is not null || heard.Difference?.Announced.Count > 0);
                if (message.Difference is { } difference)
                {
                    return (difference.ToVersion, difference.Announced[0]);
                }

                var result = new SelfProbeResult { Id = message.SelfProbe.Id, Outcome = outcome };
                await SayAsync(new AgentMessage { SelfProbeResult = result });
            }

            return null;
        }
    }

    /// <summary>Stops beating but keeps the connection: a machine that hangs.</summary>
    public async Task FallSilentAsync()
    {
        await _end.CancelAsync();
        await _beating;
    }

    public async ValueTask DisposeAsync()
    {
        await FallSilentAsync();
        _socket.Abort();
        _socket.Dispose();
        _end.Dispose();
    }

    private static bool IsTrusted(X509Certificate certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        var presented = (X509Certificate2)certificate;
        return chain.Build(presented) && presented.MatchesHostname(SiloCertificates.ServerName);
    }

    private async Task<SiloMessage> ReadUntilAsync(Func<SiloMessage, bool> isWanted)
    {
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await _socket.ReceiveAsync(_buffer.AsMemory(length), default);
                length += received.Count;
            }
            while (!received.EndOfMessage);

            var message = SiloMessage.Parser.ParseFrom(_buffer, 0, length);
            if (isWanted(message))
            {
                return message;
            }
        }
    }

    private async Task BeatAsync(TimeSpan interval)
    {
        using var beat = new PeriodicTimer(interval);
        try
        {
            while (await beat.WaitForNextTickAsync(_end.Token))
            {
                await SayAsync(new AgentMessage { Heartbeat = new Heartbeat() });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The test is done with this agent, or the silo is.
        }
    }
}
