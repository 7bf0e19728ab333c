using System.Net;
using System.Net.Sockets;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>
/// One TCP connection of a session. It receives when it is told to and no sooner, and what the socket does not take at once waits
/// here, so that a slow peer holds up nobody and fills no queue. Nothing is allocated while it stands.
/// </summary>
/// <remarks>Owned by the speaker's loop; the host is told of completions on other threads.</remarks>
internal sealed class BgpTransport : IDisposable
{
    // Reads that nobody wants any more: what a peer says after the last word.
    private const int ScrapLength = 4096;

    private readonly IBgpTransportHost _host;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly SocketAsyncEventArgs _send = new();
    private byte[] _unsent = [];
    private bool _isDisposed;

    /// <summary>A connection over a socket that is connected, or will be.</summary>
    public BgpTransport(IBgpTransportHost host, BgpPeerHost peer, BgpConnection connection, Socket socket)
    {
        _host = host;
        Peer = peer;
        Connection = connection;
        Socket = socket;
        socket.Blocking = false;
        _receive.Completed += (_, args) => _host.Received(this, args.BytesTransferred, args.SocketError);
        _send.Completed += (_, args) => _host.Sent(this, args.SocketError);
    }

    /// <summary>Whose it is.</summary>
    public BgpPeerHost Peer { get; }

    /// <summary>The session's side of it.</summary>
    public BgpConnection Connection { get; }

    /// <summary>The socket.</summary>
    public Socket Socket { get; }

    /// <summary>Whether octets wait for the socket.</summary>
    public bool IsSending { get; private set; }

    /// <summary>Whether the session has closed it, and only the peer's end is awaited.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>When a closing one is given up.</summary>
    public TimeSpan CloseBy { get; private set; }

    /// <summary>Begins to connect; the host hears how that ends.</summary>
    public void Connect(IPEndPoint remote)
    {
        var args = new SocketAsyncEventArgs { RemoteEndPoint = remote };
        args.Completed += (_, done) =>
        {
            _host.Connected(this, done.SocketError);
            done.Dispose();
        };
        if (!Socket.ConnectAsync(args))
        {
            _host.Connected(this, args.SocketError);
            args.Dispose();
        }
    }

    /// <summary>Receives once; the host hears of it.</summary>
    public void Receive(Memory<byte> space)
    {
        _receive.SetBuffer(space);
        if (!Socket.ReceiveAsync(_receive))
        {
            _host.Received(this, _receive.BytesTransferred, _receive.SocketError);
        }
    }

    /// <summary>Sends what the socket takes and keeps the rest, of which the host hears when it is sent.</summary>
    /// <returns>Whether the connection still stands, as far as the kernel says.</returns>
    public bool Send(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var count = Socket.Send(octets, SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock or SocketError.IOPending)
            {
                Keep(octets);
                return true;
            }

            if (error != SocketError.Success)
            {
                return false;
            }

            octets = octets[count..];
        }

        return true;
    }

    /// <summary>What waited has been sent.</summary>
    public void SendEnded() => IsSending = false;

    /// <summary>
    /// Says the last words, if they can be said at once, and that there will be no more. The socket stays until the peer has ended
    /// its side too: octets of it that nobody had read would make the kernel reset the connection, and the last words be lost.
    /// </summary>
    public void Close(ReadOnlySpan<byte> lastWords, TimeSpan by)
    {
        if (IsClosing)
        {
            return;
        }

        IsClosing = true;
        CloseBy = by;
        try
        {
            if (!IsSending && !lastWords.IsEmpty)
            {
                Socket.Send(lastWords, SocketFlags.None, out _);
            }

            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The connection has ended by itself, or never stood.
            Dispose();
        }
    }

    /// <summary>Throws away what still comes.</summary>
    public void ReceiveScrap() => Receive(new byte[ScrapLength]);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        IsClosing = true;
        Socket.Dispose();
    }

    /// <summary>Whether nothing is left of it.</summary>
    public bool IsDisposed => _isDisposed;

    private void Keep(ReadOnlySpan<byte> octets)
    {
        if (_unsent.Length < octets.Length)
        {
            _unsent = new byte[octets.Length];
        }

        octets.CopyTo(_unsent);
        IsSending = true;
        _send.SetBuffer(_unsent.AsMemory(0, octets.Length));
        if (!Socket.SendAsync(_send))
        {
            _host.Sent(this, _send.SocketError);
        }
    }
}
