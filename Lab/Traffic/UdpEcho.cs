using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MetalOrleans.Lab.Traffic;

/// <summary>Sends every datagram back, with the name of the machine behind it.</summary>
internal sealed class UdpEcho : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _name;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _echoing;

    public UdpEcho(Socket socket, string name)
    {
        _socket = socket;
        _name = Encoding.ASCII.GetBytes(name);
        _echoing = EchoAsync();
    }

    /// <summary>
    /// Binds to one address, which the answers then come from; on the wildcard the kernel would choose the machine's own.
    /// </summary>
    public static Socket Bind(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(address);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _socket.Dispose();
        await _echoing;
        _stopping.Dispose();
    }

    private async Task EchoAsync()
    {
        var datagram = new byte[UdpProbe.SequenceLength + _name.Length];
        _name.CopyTo(datagram, UdpProbe.SequenceLength);
        var sender = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(
                    datagram.AsMemory(0, UdpProbe.SequenceLength), SocketFlags.None, sender, _stopping.Token);
                await _socket.SendToAsync(datagram, SocketFlags.None, received.RemoteEndPoint, _stopping.Token);
            }
            catch (SocketException)
            {
                // The client is out of reach for the moment; that is what a probe measures.
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
