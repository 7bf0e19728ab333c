using System.Net.NetworkInformation;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>A machine's interface with a raw socket on it: hears every frame of one protocol and sends any.</summary>
internal abstract class LinkStation<TFrame> : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<(TimeSpan At, TFrame Frame)> _heard = [];
    private readonly long _origin = TimeProvider.System.GetTimestamp();
    private Task _listening = Task.CompletedTask;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected LinkStation(Socket socket, MacAddress mac)
    {
        _socket = socket;
        Mac = mac;
    }

    /// <summary>The station's link-layer address.</summary>
    public MacAddress Mac { get; }

    /// <summary>The time since the station was opened.</summary>
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_origin);

    /// <summary>Every frame so far, with the time since the station was opened.</summary>
    public IReadOnlyList<(TimeSpan At, TFrame Frame)> Heard
    {
        get
        {
            lock (_gate)
            {
                return [.. _heard];
            }
        }
    }

    /// <summary>The first frame that is wanted, from a position of <see cref="Heard"/> on.</summary>
    public Task<TFrame> WaitAsync(Func<TFrame, bool> wanted, string expected, int from = 0) => FindAsync(wanted, from)
        .WithinAsync("listening", $"station {Mac}", expected, () => $"among {Heard.Count} frames none");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _listening;
        _socket.Dispose();
        _stopping.Dispose();
    }

    protected static async Task<TStation> OpenAsync<TStation>(
        LabNamespace machine, string name, EtherType type, Func<Socket, MacAddress, TStation> create)
        where TStation : LinkStation<TFrame>
    {
        var station = await machine.RunAsync(() =>
        {
            var properties = NetworkInterface.GetAllNetworkInterfaces().Single(candidate => candidate.Name == name);
            var socket = new Socket(AddressFamily.Packet, SocketType.Raw, ProtocolType.IP);
            socket.Bind(new LinkLayerEndPoint(type, properties.GetIPProperties().GetIPv4Properties().Index));
            return create(socket, MacAddress.Read(properties.GetPhysicalAddress().GetAddressBytes()));
        });
        station._listening = station.ListenAsync();
        return station;
    }

    protected abstract bool TryDecode(ReadOnlySpan<byte> octets, out TFrame frame);

    protected void Send(ReadOnlySpan<byte> octets) => _socket.Send(octets);

    private async Task<TFrame> FindAsync(Func<TFrame, bool> wanted, int from)
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

            await more;
        }
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(buffer, SocketFlags.None, _stopping.Token);
                if (TryDecode(buffer.AsSpan(0, length), out var frame))
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

    private void Take(TFrame frame)
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
