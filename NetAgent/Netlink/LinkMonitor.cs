using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Netlink;

/// <summary>
/// Tells what interfaces and addresses there are and how they change, as the kernel says it: one dump of each, then
/// events, no polling.
/// </summary>
/// <remarks>
/// One dedicated thread blocks on an rtnetlink socket. When the kernel drops events for lack of room (ENOBUFS) another dump
/// makes good for them. The thread ends with the process.
/// </remarks>
internal sealed partial class LinkMonitor(Action<LinkMessage> report, ILogger logger)
{
    // linux/netlink.h and linux/rtnetlink.h.
    private const int LevelNetlink = 270;
    private const int OptionAddMembership = 1;
    private const int GroupLink = 1;
    private const int GroupIPv4Address = 5;
    private const int GroupIPv6Address = 9;

    // rtnetlink never puts more than 32 KiB into one datagram of a dump.
    private const int BufferLength = 32 * 1024;
    private const int ReceiveBufferLength = 1024 * 1024;

    private readonly Socket _socket = LinuxSocket.OpenRtnetlink();
    private readonly byte[] _buffer = new byte[BufferLength];
    private uint _sequence;
    private ushort _dumping;
    private bool _isAnotherWanted;

    /// <summary>Subscribes, asks for the first dump and starts to report.</summary>
    /// <exception cref="SocketException">The kernel refuses the subscription.</exception>
    public void Start()
    {
        _socket.ReceiveBufferSize = ReceiveBufferLength;
        Join(GroupLink);
        Join(GroupIPv4Address);
        Join(GroupIPv6Address);
        RequestDump();
        new Thread(Run) { Name = "netlink", IsBackground = true }.Start();
    }

    private void Run()
    {
        var messages = new List<LinkMessage>();
        while (true)
        {
            var length = _socket.Receive(_buffer, SocketFlags.None, out var error);
            if (error == SocketError.NoBufferSpaceAvailable)
            {
                LogOverrun();
                RequestDump();
                continue;
            }

            if (error != SocketError.Success)
            {
                LogEnded(error);
                return;
            }

            Rtnetlink.Decode(_buffer.AsSpan(0, length), messages);
            foreach (var message in messages)
            {
                Take(message);
            }

            messages.Clear();
        }
    }

    // The kernel runs one dump a socket at a time: the addresses are asked for when the interfaces are told, and what is
    // wanted while a dump runs waits for its end.
    private void Take(LinkMessage message)
    {
        if (message is not LinkMessage.DumpEnded)
        {
            report(message);
            return;
        }

        if (_dumping == Rtnetlink.MessageGetLink)
        {
            Request(Rtnetlink.MessageGetAddress);
            return;
        }

        _dumping = 0;
        if (_isAnotherWanted)
        {
            RequestDump();
            return;
        }

        report(message);
    }

    private void RequestDump()
    {
        _isAnotherWanted = _dumping != 0;
        if (!_isAnotherWanted)
        {
            report(new LinkMessage.DumpStarted());
            Request(Rtnetlink.MessageGetLink);
        }
    }

    private void Request(ushort message)
    {
        _dumping = message;
        Span<byte> request = stackalloc byte[Rtnetlink.DumpRequestLength];
        _socket.Send(request[..Rtnetlink.EncodeDumpRequest(request, message, ++_sequence)], SocketFlags.None);
    }

    private void Join(int group)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        MemoryMarshal.Write(value, group);
        _socket.SetRawSocketOption(LevelNetlink, OptionAddMembership, value);
    }
}
