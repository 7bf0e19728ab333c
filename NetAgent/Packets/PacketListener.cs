using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Packets;

/// <summary>Receives one type of frame on one interface and answers from the same thread.</summary>
/// <remarks>
/// One dedicated thread blocks in the kernel, judges each frame and answers it: a wait on the thread pool costs about three
/// times the processor time a reply. The path from a frame to its answer allocates nothing.
/// </remarks>
internal abstract class PacketListener : IDisposable
{
    // linux/socket.h and linux/if_packet.h.
    private const int LevelPacket = 263;
    private const int OptionIgnoreOutgoing = 23;

    // Room for the largest standard frame.
    private const int BufferLength = 1518;

    private readonly Socket _socket;
    private readonly Action<ResponderInterface, SocketError> _failed;
    private readonly HashSet<IPAddressValue> _answered = [];
    private volatile bool _isClosed;
    private bool _isFilterOld;

    /// <summary>Opens the socket; nothing is received before <see cref="Start"/>.</summary>
    /// <exception cref="SocketException">The socket cannot be opened, or the interface is gone.</exception>
    protected PacketListener(
        EtherType type, ResponderInterface on, FilterInstruction[] program, Action<ResponderInterface, SocketError> failed)
    {
        Interface = on;
        _failed = failed;

        // Protocol 0, which the BCL calls IP, until the bind; else frames of every interface would already be queued.
        _socket = new Socket(AddressFamily.Packet, SocketType.Raw, ProtocolType.IP);
        try
        {
            _socket.SetRawSocketOption(LevelPacket, OptionIgnoreOutgoing, BitConverter.GetBytes(1));
            PacketFilter.Attach(_socket, program);

            // A thread that blocks in the kernel sees a close only when it returns: once a second at the latest.
            _socket.ReceiveTimeout = 1000;
            _socket.Bind(new LinkLayerEndPoint(type, on.Index));
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>The interface it answers on.</summary>
    public ResponderInterface Interface { get; }

    /// <summary>Whether it has ended.</summary>
    protected bool IsClosed => _isClosed;

    /// <summary>Starts to answer.</summary>
    public void Start(string threadName) => new Thread(Run) { Name = threadName, IsBackground = true }.Start();

    /// <summary>It answers for an address from now on. Called by the agent's loop, as are the next two.</summary>
    public virtual void Include(IPAddressValue address) => _isFilterOld |= _answered.Add(address) && !IsFilterWide(1);

    /// <summary>It answers for an address no more.</summary>
    public virtual void Exclude(IPAddressValue address) => _isFilterOld |= _answered.Remove(address) && !IsFilterWide(0);

    /// <summary>Tells the kernel which addresses are asked for in vain, so that it wakes nobody for them.</summary>
    public virtual void Narrow()
    {
        if (_isFilterOld)
        {
            _isFilterOld = false;
            PacketFilter.Attach(_socket, BuildFilter(_answered));
        }
    }

    /// <summary>Ends answering at once; the thread and the socket follow within a second.</summary>
    public virtual void Dispose() => _isClosed = true;

    /// <summary>The kernel's filter for the addresses that are answered for.</summary>
    protected abstract FilterInstruction[] BuildFilter(IReadOnlyCollection<IPAddressValue> answered);

    /// <summary>Judges a frame and writes its answer. Allocates nothing, unless debug lines are written.</summary>
    /// <param name="frame">The received frame.</param>
    /// <param name="answer">Room for the answer: a largest standard frame.</param>
    /// <param name="counters">The counters of the address asked for, when there is an answer.</param>
    /// <returns>Octets of the answer; 0 for none.</returns>
    protected abstract int Answer(ReadOnlySpan<byte> frame, Span<byte> answer, out AddressCounters? counters);

    // Above the limit the filter names no address, so that one more or less changes nothing.
    private bool IsFilterWide(int added) => _answered.Count - added > PacketFilter.AddressCountMax;

    private void Run()
    {
        var buffer = new byte[BufferLength];
        var answer = new byte[BufferLength];
        while (!_isClosed)
        {
            var length = _socket.Receive(buffer.AsSpan(), SocketFlags.None, out var error);
            switch (error)
            {
                case SocketError.Success:
                    Take(buffer.AsSpan(0, length), answer);
                    break;

                // The interface went down: the kernel says so once, and the socket works again when it is back up.
                case SocketError.NetworkDown:
                case SocketError.TimedOut:
                case SocketError.WouldBlock:
                case SocketError.Interrupted:
                    break;

                default:
                    _failed(Interface, error);
                    _isClosed = true;
                    break;
            }
        }

        _socket.Dispose();
    }

    private void Take(ReadOnlySpan<byte> frame, byte[] answer)
    {
        var length = Answer(frame, answer, out var counters);
        if (length == 0)
        {
            return;
        }

        _socket.Send(answer.AsSpan(0, length), SocketFlags.None, out var error);
        if (error == SocketError.Success)
        {
            counters?.CountResponse();
        }
    }
}
