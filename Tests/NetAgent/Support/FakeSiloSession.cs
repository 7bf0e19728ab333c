using System.Net;
using System.Net.WebSockets;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>One agent's connection, seen from the fake silo.</summary>
internal sealed partial class FakeSiloSession(WebSocket socket, CancellationToken aborted)
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _sending = new(1);
    private readonly Lock _gate = new();
    private readonly List<AgentMessage> _received = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether heartbeats are sent; without them the agent takes the silo for dead.</summary>
    public bool Beats { get; set; } = true;

    /// <summary>
    /// After how many silent intervals the agent gives the silo up: by default far more than a busy test machine delays one.
    /// </summary>
    public uint MissedHeartbeats { get; set; } = 200;

    /// <summary>What the welcome says of ownership; null for nothing, so that the agent's own defaults hold.</summary>
    public OwnershipSettings? Ownership { get; set; }

    /// <summary>What else a failure tells: the end of the agent's log.</summary>
    public Func<string> DescribeAgent { get; set; } = static () => "";

    /// <summary>Completes when the agent has closed or lost the connection.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The version of the last snapshot or difference.</summary>
    public ulong Version { get; private set; }

    public static Announcement Order(string address, ulong epoch = 1, params string[] interfaces)
    {
        var order = new Announcement { Address = Octets(address), Epoch = epoch };
        order.Interfaces.AddRange(interfaces);
        return order;
    }

    /// <summary>An order for an address that nobody in the cluster announces.</summary>
    public static Announcement NewOrder(string address, ulong epoch = 1) =>
        new() { Address = Octets(address), Epoch = epoch, IsNew = true };

    public static ByteString Octets(string address) => ByteString.CopyFrom(IPAddress.Parse(address).GetAddressBytes());

    /// <summary>Waits for the hello and answers with a welcome and a snapshot.</summary>
    public async Task<Hello> GreetAsync(params Announcement[] orders)
    {
        var hello = (await WaitAsync(message => message.Hello is not null, "a hello")).Hello;
        await SendAsync(new SiloMessage
        {
            Welcome = new Welcome
            {
                ProtocolVersion = 1,
                SiloName = "silo-fake",
                HeartbeatIntervalMilliseconds = (uint)HeartbeatInterval.TotalMilliseconds,
                MissedHeartbeats = MissedHeartbeats,
                Ownership = Ownership,
            },
        });
        var snapshot = new Snapshot { Version = ++Version };
        snapshot.Announcements.AddRange(orders);
        await SendAsync(new SiloMessage { Snapshot = snapshot });
        await AcknowledgedAsync();
        return hello;
    }

    /// <summary>Orders addresses to be announced and waits for the acknowledgement.</summary>
    public async Task<Acknowledgement> AnnounceAsync(params Announcement[] orders)
    {
        var difference = new Difference { FromVersion = Version, ToVersion = ++Version };
        difference.Announced.AddRange(orders);
        await SendAsync(new SiloMessage { Difference = difference });
        return await AcknowledgedAsync();
    }

    /// <summary>Orders an address to be withdrawn and waits for the acknowledgement.</summary>
    public async Task<Acknowledgement> WithdrawAsync(string address, ulong epoch)
    {
        var difference = new Difference { FromVersion = Version, ToVersion = ++Version };
        difference.Withdrawn.Add(new Withdrawal { Address = Octets(address), Epoch = epoch });
        await SendAsync(new SiloMessage { Difference = difference });
        return await AcknowledgedAsync();
    }

    /// <summary>Waits for a report, in a hello or after it, that an address stands in a way.</summary>
    public async Task<AnnouncementState> StandsAsync(string address, Standing standing)
    {
        bool IsIt(AnnouncementState state) => state.Address.Equals(Octets(address)) && state.Standing == standing;
        var message = await WaitAsync(
            message => (message.ObservedState?.Announcements ?? message.Hello?.Announcements)?.Any(IsIt) == true,
            $"a report that {address} stands as {standing}");
        return (message.ObservedState?.Announcements ?? message.Hello.Announcements).First(IsIt);
    }

    /// <summary>Tells the agent that a station belongs to another node of the cluster.</summary>
    public Task AddMemberAsync(string node, byte[] mac) => SendAsync(new SiloMessage
    {
        MemberChange = Members.Joined(node, MacAddress.Read(mac)),
    });

    /// <summary>The first message, received already or yet to come, that is wanted.</summary>
    public Task<AgentMessage> WaitAsync(Func<AgentMessage, bool> wanted, string expected) =>
        FindAsync(wanted).WithinAsync("waiting for the agent's message", "agent link", expected, Describe);

    public async Task SendAsync(SiloMessage message)
    {
        await _sending.WaitAsync(aborted);
        try
        {
            await socket.SendAsync(message.ToByteArray(), WebSocketMessageType.Binary, endOfMessage: true, aborted);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Resets the connection.</summary>
    public void Abort() => socket.Abort();

    internal async Task RunAsync()
    {
        var beating = BeatAsync();
        try
        {
            await ReceiveAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The agent or the test cut the connection.
        }

        _ended.TrySetResult();
        await beating;
    }

    private async Task<AgentMessage> FindAsync(Func<AgentMessage, bool> wanted)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_received.Find(message => wanted(message)) is { } found)
                {
                    return found;
                }

                more = _more.Task;
            }

            await more;
        }
    }

    private async Task<Acknowledgement> AcknowledgedAsync()
    {
        var version = Version;
        var message = await WaitAsync(
            message => message.Acknowledgement?.Version == version, $"the acknowledgement of version {version}");
        return message.Acknowledgement;
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[1024 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(buffer.AsMemory(length), aborted);
                length += result.Count;
            }
            while (!result.EndOfMessage);

            if (result.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            Take(AgentMessage.Parser.ParseFrom(buffer, 0, length));
        }
    }

    private void Take(AgentMessage message)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            _received.Add(message);
            more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        more.SetResult();
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(HeartbeatInterval, TimeProvider.System);
        while (!_ended.Task.IsCompleted && await timer.WaitForNextTickAsync())
        {
            try
            {
                if (Beats)
                {
                    await SendAsync(new SiloMessage { Heartbeat = new Heartbeat { SentAtMicroseconds = 1 } });
                }
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException
                or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private string Describe()
    {
        lock (_gate)
        {
            var told = _received.Where(message => message.Heartbeat is null).TakeLast(5);
            return $"{(_ended.Task.IsCompleted ? "ended after " : "")}{_received.Count} messages, the last but heartbeats: {string.Join(", ", told)}\n{DescribeAgent()}";
        }
    }
}
