using System.Net.Sockets;
using System.Runtime.InteropServices;
using MetalOrleans.NetAgent.Packets;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Netlink;

/// <summary>Tells that a default route came, went or changed, as the kernel says it; which there are is read elsewhere.</summary>
/// <remarks>One dedicated thread blocks on an rtnetlink socket with a filter. The thread ends with the process.</remarks>
internal sealed partial class DefaultRouteMonitor(Action changed, ILogger logger)
{
    // linux/netlink.h and linux/rtnetlink.h.
    private const int LevelNetlink = 270;
    private const int OptionAddMembership = 1;
    private const int GroupIPv4Route = 7;
    private const int GroupIPv6Route = 11;

    private const int BufferLength = 8 * 1024;
    private const int StackLength = 128 * 1024;

    // The kernel tells that it takes a route away before it has: whoever reads at once may still find it. The second look comes
    // when that is over for certain.
    private const int SecondLookMicroseconds = 100_000;

    private readonly Socket _socket = LinuxSocket.OpenRtnetlink();
    private readonly byte[] _buffer = new byte[BufferLength];

    /// <summary>Subscribes and starts to tell.</summary>
    /// <exception cref="SocketException">The kernel refuses the subscription.</exception>
    public void Start()
    {
        // The filter first: nothing else ever gets into the queue.
        PacketFilter.Attach(_socket, DefaultRouteFilter.Build());
        LinuxSocket.Bind(_socket);
        Join(GroupIPv4Route);
        Join(GroupIPv6Route);
        new Thread(Run, StackLength) { Name = "routes", IsBackground = true }.Start();
    }

    private void Run()
    {
        while (true)
        {
            _socket.Receive(_buffer, SocketFlags.None, out var error);
            // Without room the kernel drops events: then something has changed all the same.
            if (error is not (SocketError.Success or SocketError.NoBufferSpaceAvailable))
            {
                LogEnded(error);
                return;
            }

            changed();
            if (!_socket.Poll(SecondLookMicroseconds, SelectMode.SelectRead))
            {
                changed();
            }
        }
    }

    private void Join(int group)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        MemoryMarshal.Write(value, group);
        _socket.SetRawSocketOption(LevelNetlink, OptionAddMembership, value);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "route events ended with {Error}; a change of the default gateway is noticed at the next change of an interface")]
    private partial void LogEnded(SocketError error);
}
