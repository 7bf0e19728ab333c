using System.Buffers.Binary;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Traffic;

/// <summary>Hands every TCP segment over IPv4 that an interface receives to a listener, on a thread of its own, with the time.</summary>
internal sealed class TcpTap : IDisposable
{
    private const int FrameLengthMax = 128 * 1024;
    private const int ReceiveBufferLength = 64 * 1024 * 1024;
    private const int QuietMilliseconds = 100;
    private const int LevelSocket = 1;
    private const int ReceiveBufferForce = 33;

    private readonly Socket _socket;
    private readonly Listener _listener;
    private readonly TimeProvider _clock;
    private TaskCompletionSource? _quiet;
    private volatile bool _isEnding;

    private TcpTap(Socket socket, Listener listener, TimeProvider clock)
    {
        (_socket, _listener, _clock) = (socket, listener, clock);
        new Thread(Run) { IsBackground = true, Name = "tcp tap" }.Start();
    }

    /// <summary>Hears of a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="payload">Its octets, valid until the call returns.</param>
    /// <param name="at">When it was heard.</param>
    public delegate void Listener(TcpSegment segment, ReadOnlySpan<byte> payload, long at);

    /// <summary>Begins to listen.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="interface">On which of its interfaces.</param>
    /// <param name="listener">Told of each segment.</param>
    /// <param name="clock">The clock that the times are read on.</param>
    public static async Task<TcpTap> OpenAsync(LabNamespace machine, string @interface, Listener listener, TimeProvider clock)
    {
        var socket = await machine.RunAsync(() => PacketSocket.Open(@interface, EtherType.IPv4));
        Span<byte> size = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, ReceiveBufferLength);
        socket.SetRawSocketOption(LevelSocket, ReceiveBufferForce, size);
        socket.ReceiveTimeout = QuietMilliseconds;
        return new TcpTap(socket, listener, clock);
    }

    /// <summary>Waits until a tenth of a second has passed without a segment: all before that have been told of then.</summary>
    public Task QuietAsync()
    {
        var quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _quiet, quiet, comparand: null) ?? quiet).Task;
    }

    public void Dispose()
    {
        _isEnding = true;
        _socket.Dispose();
    }

    private void Run()
    {
        var frame = new byte[FrameLengthMax];
        while (!_isEnding)
        {
            try
            {
                var length = _socket.Receive(frame);
                var at = _clock.GetTimestamp();
                if (TcpSegment.Read(frame.AsSpan(0, length)) is { } segment)
                {
                    _listener(segment, frame.AsSpan(segment.PayloadOffset, segment.PayloadLength), at);
                }
            }
            catch (SocketException idle) when (idle.SocketErrorCode == SocketError.TimedOut)
            {
                Interlocked.Exchange(ref _quiet, null)?.TrySetResult();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
