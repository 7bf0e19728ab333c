using System.Net.Sockets;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Ndp;

namespace MetalOrleans.Lab.Oracle;

/// <summary>Hears one family's address resolution on a switch, on a thread of its own, so that a time is the frame's and not the pool's.</summary>
internal sealed class WireTap : IAsyncDisposable
{
    /// <summary>Some 20,000 frames that wait while the process is held up.</summary>
    private const int BufferOctets = 16 * 1024 * 1024;
    private const int FrameLength = 2048;

    /// <summary>SOL_SOCKET and SO_RCVBUFFORCE of socket(7).</summary>
    private const int SocketLevel = 1;
    private const int ForceReceiveBuffer = 33;

    /// <summary>How often a silent wire lets the thread look whether it is to end.</summary>
    private const int PatienceMilliseconds = 100;

    private readonly Socket _socket;
    private readonly EtherType _type;
    private readonly Func<TimeSpan> _now;
    private readonly Action<OracleEvent> _saw;
    private readonly Task _listening;
    private volatile bool _isStopping;

    private WireTap(Socket socket, EtherType type, Func<TimeSpan> now, Action<OracleEvent> saw)
    {
        _socket = socket;
        _type = type;
        _now = now;
        _saw = saw;
        _listening = Threads.RunAsync(Listen);
    }

    /// <summary>Listens for ARP, or in IPv6 for neighbor solicitations and advertisements.</summary>
    public static async Task<WireTap> OpenAsync(LabCluster cluster, EtherType type, Func<TimeSpan> now, Action<OracleEvent> saw)
    {
        var socket = await cluster.Switch.Namespace.RunAsync(() => PacketSocket.Open(LabSwitch.Bridge, type));
        // SO_RCVBUF stops at net.core.rmem_max, and a burst of two thousand addresses would be captured in part.
        socket.SetRawSocketOption(SocketLevel, ForceReceiveBuffer, BitConverter.GetBytes(BufferOctets));
        socket.ReceiveTimeout = PatienceMilliseconds;
        return new WireTap(socket, type, now, saw);
    }

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await _listening;
        _socket.Dispose();
    }

    private void Listen()
    {
        var octets = new byte[FrameLength];
        while (!_isStopping)
        {
            try
            {
                var length = _socket.Receive(octets);
                var at = _now();
                foreach (var one in Read(octets.AsSpan(0, length), at))
                {
                    _saw(one);
                }
            }
            catch (SocketException quiet) when (quiet.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock or SocketError.TryAgain)
            {
                // Nothing was said for a while.
            }
        }
    }

    private IEnumerable<OracleEvent> Read(ReadOnlySpan<byte> octets, TimeSpan at)
    {
        if (_type == EtherType.Arp)
        {
            return ArpFrame.TryDecode(octets, out var arp, out _) ? ArpReading.Read(arp, at) : [];
        }

        return NdpFrame.TryDecode(octets, out var ndp, out _) ? NdpReading.Read(ndp, at) : [];
    }
}
