using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MetalOrleans.Lab.Networks;

namespace MetalOrleans.Lab.Traffic;

/// <summary>A client that asks an address every millisecond and writes down who answered when.</summary>
public sealed class UdpProbe : IAsyncDisposable
{
    /// <summary>Octets of the number that leads a datagram and its echo.</summary>
    internal const int SequenceLength = sizeof(long);

    private const int NameLimit = 64;

    /// <summary>More than a quarter of an hour of answers.</summary>
    private const int AnswerLimit = 1_000_000;

    /// <summary>The resolution of the measurement; a hand-over shorter than this cannot be seen.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    private readonly Socket _socket;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly EventLog<ProbeAnswer> _answers = new(AnswerLimit);
    private readonly Task _running;
    private long _sent;

    private UdpProbe(Socket socket, TimeProvider clock)
    {
        _socket = socket;
        _clock = clock;
        _running = Task.WhenAll(Threads.RunFirstAsync(Send), Threads.RunFirstAsync(Receive));
    }

    /// <summary>Starts to ask <paramref name="address"/> from a machine.</summary>
    public static async Task<UdpProbe> StartAsync(LabNamespace? machine, IPEndPoint address, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(address);

        return new UdpProbe(machine is null ? Connect() : await machine.RunAsync(Connect), clock);

        Socket Connect()
        {
            var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address);
            return socket;
        }
    }

    /// <summary>The first answer from now on that is wanted, such as the first from another machine.</summary>
    public Task<ProbeAnswer> WaitAsync(Func<ProbeAnswer, bool> wanted, CancellationToken cancellationToken) =>
        _answers.NextAsync(wanted, cancellationToken);

    /// <summary>What was measured since the probe started.</summary>
    public ProbeReport Report() => new(Interlocked.Read(ref _sent), _answers.Events, _clock);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        // Ends the receive that the thread waits in.
        _socket.Dispose();
        await _running;
        _stopping.Dispose();
    }

    /// <summary>On a thread of its own: timers of the thread pool came every four to six milliseconds on a busy machine.</summary>
    private void Send()
    {
        Span<byte> datagram = stackalloc byte[SequenceLength];
        while (!_stopping.Token.WaitHandle.WaitOne(Interval))
        {
            try
            {
                BinaryPrimitives.WriteInt64BigEndian(datagram, Interlocked.Increment(ref _sent));
                _socket.Send(datagram);
            }
            catch (SocketException)
            {
                // Unreachable for the moment; the hole in the answers tells it.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Receive()
    {
        var datagram = new byte[SequenceLength + NameLimit];
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var length = _socket.Receive(datagram);
                var at = _clock.GetTimestamp();
                if (length > SequenceLength)
                {
                    _answers.Add(new ProbeAnswer(at, Encoding.ASCII.GetString(datagram, SequenceLength, length - SequenceLength)));
                }
            }
            catch (SocketException)
            {
                // A refusal: the packet reached a machine where nobody listens. No answer, so it counts for the hole.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }
}
