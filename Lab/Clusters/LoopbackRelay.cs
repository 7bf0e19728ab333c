using System.Net;
using System.Net.Sockets;

namespace MetalOrleans.Lab.Clusters;

/// <summary>
/// Passes the bytes of TCP connections on 127.0.0.1 to a Unix socket and back, so that a program outside of the lab
/// reaches one that listens inside. It understands none of them: TLS is between the two ends.
/// </summary>
internal sealed class LoopbackRelay : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly UnixDomainSocketEndPoint _target;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    private LoopbackRelay(Socket listener, string socketPath)
    {
        _listener = listener;
        _target = new UnixDomainSocketEndPoint(socketPath);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Listens on the preferred port, or on any when somebody else has it.</summary>
    public static LoopbackRelay Start(int preferredPort, string socketPath) =>
        new(TryListen(preferredPort) ?? TryListen(0)!, socketPath);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private static Socket? TryListen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen();
            return listener;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse && port != 0)
        {
            listener.Dispose();
            return null;
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = RelayAsync(await _listener.AcceptAsync(_stopping.Token));
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var near = new NetworkStream(client, ownsSocket: true);
        using var target = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await target.ConnectAsync(_target, _stopping.Token);
            using var far = new NetworkStream(target, ownsSocket: false);
            // When either side ends, so does the connection: neither HTTP nor TLS lives on half of one.
            await Task.WhenAny(near.CopyToAsync(far, _stopping.Token), far.CopyToAsync(near, _stopping.Token));
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
        {
            // The silo is not up, or the lab ends; the client sees its connection closed.
        }
    }
}
