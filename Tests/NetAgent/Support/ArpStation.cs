using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>A machine's interface with a raw socket on it: hears every ARP frame and sends any.</summary>
internal sealed class ArpStation : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<(TimeSpan At, ArpFrame Frame)> _heard = [];
    private readonly long _origin = TimeProvider.System.GetTimestamp();
    private readonly Task _listening;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ArpStation(Socket socket, MacAddress mac)
    {
        _socket = socket;
        Mac = mac;
        _listening = ListenAsync();
    }

    /// <summary>The station's link-layer address.</summary>
    public MacAddress Mac { get; }

    /// <summary>The time since the station was opened.</summary>
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_origin);

    /// <summary>Every frame so far, with the time since the station was opened.</summary>
    public IReadOnlyList<(TimeSpan At, ArpFrame Frame)> Heard
    {
        get
        {
            lock (_gate)
            {
                return [.. _heard];
            }
        }
    }

    public static async Task<ArpStation> OpenAsync(LabNamespace machine, string name) => await machine.RunAsync(() =>
    {
        var properties = NetworkInterface.GetAllNetworkInterfaces().Single(candidate => candidate.Name == name);
        var socket = new Socket(AddressFamily.Packet, SocketType.Raw, ProtocolType.IP);
        socket.Bind(new LinkLayerEndPoint(EtherType.Arp, properties.GetIPProperties().GetIPv4Properties().Index));
        return new ArpStation(socket, MacAddress.Read(properties.GetPhysicalAddress().GetAddressBytes()));
    });

    public static IPv4Address Address(string text) => IPv4Address.Read(IPAddress.Parse(text).GetAddressBytes());

    /// <summary>Sends a request for an address to one station, or to all.</summary>
    public void Ask(string address, MacAddress? destination = null) => Send(new ArpFrame(
        destination ?? MacAddress.Broadcast,
        Mac,
        new ArpPacket(ArpOperation.Request, Mac, Address("192.0.2.1"), MacAddress.Zero, Address(address))));

    public void Send(in ArpFrame frame)
    {
        Span<byte> octets = stackalloc byte[ArpFrame.Length];
        frame.Encode(octets);
        _socket.Send(octets);
    }

    /// <summary>Asks for an address and waits for the first answer that comes after it.</summary>
    public async Task<ArpFrame> ResolveAsync(string address, MacAddress? destination = null)
    {
        var from = Heard.Count;
        Ask(address, destination);
        return await WaitAsync(
            frame => frame.Destination == Mac && frame.Packet.Operation == ArpOperation.Reply
                && frame.Packet.SenderAddress == Address(address),
            $"an answer for {address}",
            from);
    }

    /// <summary>The first frame that is wanted, from a position of <see cref="Heard"/> on.</summary>
    public async Task<ArpFrame> WaitAsync(Func<ArpFrame, bool> wanted, string expected, int from = 0)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                var found = _heard.FindIndex(from, entry => wanted(entry.Frame));
                if (found >= 0)
                {
                    return _heard[found].Frame;
                }

                more = _more.Task;
            }

            await more.WithinAsync("listening for ARP", $"station {Mac}", expected, () => $"among {Heard.Count} frames none");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _listening;
        _socket.Dispose();
        _stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(buffer, SocketFlags.None, _stopping.Token);
                if (ArpFrame.TryDecode(buffer.AsSpan(0, length), out var frame, out _))
                {
                    Take(frame);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private void Take(in ArpFrame frame)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            _heard.Add((Elapsed, frame));
            more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        more.SetResult();
    }
}
