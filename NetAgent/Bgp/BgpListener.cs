using System.Net;
using System.Net.Sockets;
using MetalOrleans.NetAgent.Desired;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>Accepts the connections of peers, of one family and one VRF.</summary>
/// <remarks>Only peers with a key of their own are let in unsigned or signed as they should: the kernel drops the rest.</remarks>
internal sealed class BgpListener : IDisposable
{
    /// <summary>The port of BGP (RFC 4271 §8).</summary>
    public const int Port = 179;

    private const int Backlog = 64;

    // Without it an agent that is out of file descriptors would do nothing but fail to accept.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly Action<Socket> _accepted;
    private readonly Action<string> _failed;
    private readonly ITimer _again;
    private readonly SocketAsyncEventArgs _args = new();
    private readonly Dictionary<IPAddress, BgpSecret> _keys = [];

    private bool _hasFailed;

    private BgpListener(Socket socket, Action<Socket> accepted, Action<string> failed)
    {
        _socket = socket;
        _accepted = accepted;
        _failed = failed;
        _again = TimeProvider.System.CreateTimer(
            _ => AcceptOn(isDone: false), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _args.Completed += (_, _) => AcceptOn(isDone: true);
    }

    /// <summary>The family that it listens for.</summary>
    public AddressFamily Family => _socket.AddressFamily;

    /// <summary>Begins to listen.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="device">The VRF's device; empty for none.</param>
    /// <param name="accepted">Told of each connection, on whatever thread it comes.</param>
    /// <param name="failed">Told why none can be accepted, once until one is; it is tried again every second.</param>
    /// <exception cref="SocketException">The port is taken, there is no such device, or the family is switched off.</exception>
    public static BgpListener Start(AddressFamily family, string device, Action<Socket> accepted, Action<string> failed)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (family == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            // The first answer of a connection has to pass the test of a peer that uses RFC 5082.
            TcpOptions.SetReach(socket, BgpReach.Far);
            TcpOptions.SetTrafficClass(socket);
            if (device.Length > 0)
            {
                TcpOptions.BindToDevice(socket, device);
            }

            socket.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, Port));
            socket.Listen(Backlog);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }

        var listener = new BgpListener(socket, accepted, failed);
        listener.AcceptOn(isDone: false);
        return listener;
    }

    /// <summary>Takes in which peers sign what they send; the kernel drops what they send otherwise.</summary>
    public void SetKeys(IReadOnlyDictionary<IPAddress, BgpSecret> keys)
    {
        foreach (var peer in _keys.Keys.Where(peer => !keys.ContainsKey(peer)).ToList())
        {
            TcpOptions.SetMd5(_socket, peer, key: null);
            _keys.Remove(peer);
        }

        foreach (var (peer, key) in keys)
        {
            if (!key.Equals(_keys.GetValueOrDefault(peer)))
            {
                TcpOptions.SetMd5(_socket, peer, key);
                _keys[peer] = key;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _again.Dispose();
        _socket.Dispose();
    }

    // What is accepted at once is taken in a loop; what is not comes with the event.
    private void AcceptOn(bool isDone)
    {
        try
        {
            while (true)
            {
                if (!isDone)
                {
                    _args.AcceptSocket = null;
                    if (_socket.AcceptAsync(_args))
                    {
                        return;
                    }
                }

                isDone = false;
                if (_args is { SocketError: SocketError.Success, AcceptSocket: { } socket })
                {
                    _hasFailed = false;
                    _accepted(socket);
                }
                else if (_args.SocketError is SocketError.OperationAborted or SocketError.InvalidArgument)
                {
                    return;
                }
                else if (_args.SocketError != SocketError.ConnectionAborted)
                {
                    TryAgainLater(_args.SocketError);
                    return;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The listener was closed.
        }
    }

    private void TryAgainLater(SocketError error)
    {
        if (!_hasFailed)
        {
            _hasFailed = true;
            _failed(new SocketException((int)error).Message);
        }

        _again.Change(Pause, Timeout.InfiniteTimeSpan);
    }
}
