using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MetalOrleans.Lab.Traffic;

/// <summary>Sends every datagram back, with the name of the machine behind it.</summary>
internal sealed class UdpEcho : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _name;
    private readonly Task _echoing;
    private volatile bool _isStopping;

    public UdpEcho(Socket socket, string name)
    {
        _socket = socket;
        _name = Encoding.ASCII.GetBytes(name);
        _echoing = Threads.RunFirstAsync(Echo);
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
        _isStopping = true;
        // Ends the receive that the thread waits in.
        _socket.Dispose();
        await _echoing;
    }

    /// <summary>On a thread of its own: a pool that is short of threads answers seconds late, which would pass for an outage.</summary>
    private void Echo()
    {
        var datagram = new byte[UdpProbe.SequenceLength + _name.Length];
        _name.CopyTo(datagram, UdpProbe.SequenceLength);
        EndPoint sender = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!_isStopping)
        {
            try
            {
                _socket.ReceiveFrom(datagram.AsSpan(0, UdpProbe.SequenceLength), SocketFlags.None, ref sender);
                _socket.SendTo(datagram, sender);
            }
            catch (SocketException)
            {
                // The client is out of reach for the moment; that is what a probe measures.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }
}
