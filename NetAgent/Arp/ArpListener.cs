using System.Net.Sockets;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>Answers ARP on one interface.</summary>
/// <remarks>
/// One dedicated thread blocks in the kernel, judges each frame and answers from the same thread: a wait on the thread pool
/// costs about three times the processor time a reply. The path from a frame to its answer allocates nothing.
/// </remarks>
internal sealed partial class ArpListener : IDisposable
{
    // linux/socket.h and linux/if_packet.h.
    private const int LevelPacket = 263;
    private const int OptionIgnoreOutgoing = 23;

    // Room for the largest standard frame; ARP uses 42 octets of it.
    private const int BufferLength = 1518;

    private readonly Socket _socket;
    private readonly ArpInterface _interface;
    private readonly AnnouncedAddresses _addresses;
    private readonly Action<ArpListener, SocketError> _failed;
    private readonly ILogger _logger;
    private volatile bool _isClosed;

    /// <summary>Opens the socket; nothing is received before <see cref="Start"/>.</summary>
    /// <exception cref="SocketException">The socket cannot be opened, or the interface is gone.</exception>
    public ArpListener(
        ArpInterface arpInterface,
        AnnouncedAddresses addresses,
        Action<ArpListener, SocketError> failed,
        ILogger logger)
    {
        _interface = arpInterface;
        _addresses = addresses;
        _failed = failed;
        _logger = logger;

        // Protocol 0, which the BCL calls IP, until the bind; else frames of every interface would already be queued.
        _socket = new Socket(AddressFamily.Packet, SocketType.Raw, ProtocolType.IP);
        try
        {
            _socket.SetRawSocketOption(LevelPacket, OptionIgnoreOutgoing, BitConverter.GetBytes(1));
            ArpFilter.Attach(_socket, ArpFilter.Build([]));

            // A thread that blocks in the kernel sees a close only when it returns: once a second at the latest.
            _socket.ReceiveTimeout = 1000;
            _socket.Bind(new LinkLayerEndPoint(EtherType.Arp, arpInterface.Index));
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>The interface it answers on.</summary>
    public ArpInterface Interface => _interface;

    /// <summary>Starts to answer.</summary>
    public void Start() => new Thread(Run) { Name = $"arp {_interface.Name}", IsBackground = true }.Start();

    /// <summary>Tells the kernel which addresses are asked for in vain, so that it wakes nobody for them.</summary>
    public void Narrow(FilterInstruction[] program) => ArpFilter.Attach(_socket, program);

    /// <summary>
    /// Judges a frame and writes its answer. Allocates nothing, unless debug lines are written.
    /// </summary>
    /// <param name="octets">The received frame.</param>
    /// <param name="answer">Room for the answer, <see cref="ArpFrame.Length"/> octets.</param>
    /// <param name="counters">The counters of the address asked for, when the verdict is to answer.</param>
    /// <returns>What to do with the frame.</returns>
    public ArpVerdict Respond(ReadOnlySpan<byte> octets, Span<byte> answer, out AddressCounters? counters)
    {
        counters = null;
        if (_isClosed)
        {
            return ArpVerdict.Closed;
        }

        var verdict = ArpResponder.Judge(
            octets, _interface.Mac, new InterfaceAnnouncements(_addresses, _interface.Name), out var request);

        // The address may have been withdrawn since it was judged; then it is not answered.
        if (verdict != ArpVerdict.Answer || !_addresses.TryGet(request.TargetAddress, out var announced))
        {
            return verdict == ArpVerdict.Answer ? ArpVerdict.NotAnnounced : verdict;
        }

        counters = announced.Counters;
        counters.CountRequest();
        ArpFrame.ReplyTo(request, _interface.Mac).Encode(answer);
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            LogAnswering(_interface.Name, request.TargetAddress, request.SenderAddress, request.SenderMac, _interface.Mac);
        }

        return verdict;
    }

    /// <summary>Ends answering at once; the thread and the socket follow within a second.</summary>
    public void Dispose() => _isClosed = true;

    private void Run()
    {
        var buffer = new byte[BufferLength];
        var answer = new byte[ArpFrame.Length];
        while (!_isClosed)
        {
            var length = _socket.Receive(buffer.AsSpan(), SocketFlags.None, out var error);
            switch (error)
            {
                case SocketError.Success:
                    Answer(buffer.AsSpan(0, length), answer);
                    break;

                // The interface went down: the kernel says so once, and the socket works again when it is back up.
                case SocketError.NetworkDown:
                case SocketError.TimedOut:
                case SocketError.WouldBlock:
                case SocketError.Interrupted:
                    break;

                default:
                    _failed(this, error);
                    _isClosed = true;
                    break;
            }
        }

        _socket.Dispose();
    }

    private void Answer(ReadOnlySpan<byte> frame, byte[] answer)
    {
        if (Respond(frame, answer, out var counters) != ArpVerdict.Answer)
        {
            return;
        }

        _socket.Send(answer, SocketFlags.None, out var error);
        if (error == SocketError.Success)
        {
            counters!.CountResponse();
        }
    }
}
