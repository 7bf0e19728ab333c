using System.Buffers.Binary;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Bfd;

/// <summary>Every BFD control packet on a machine's interface, with the time that the kernel stamped it with.</summary>
public sealed class BfdCapture : IDisposable
{
    // socket(7): SO_RCVBUFFORCE, and SO_TIMESTAMPNS, which is also the kind of the message that carries the stamp.
    private const int LevelSocket = 1;
    private const int OptionReceiveBuffer = 33;
    private const int OptionTimestamp = 35;
    private const int Outgoing = 4;
    private const int FrameRoom = 512;
    private const int ControlRoom = 128;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly List<BfdSighting> _seen = [];
    private readonly byte[] _frame = GC.AllocateArray<byte>(FrameRoom, pinned: true);
    private readonly byte[] _control = GC.AllocateArray<byte>(ControlRoom, pinned: true);
    private readonly byte[] _address = GC.AllocateArray<byte>(20, pinned: true);

    private BfdCapture(Socket socket) => _socket = socket;

    /// <summary>Everything that was seen so far.</summary>
    public IReadOnlyList<BfdSighting> Seen
    {
        get
        {
            while (TryReceive())
            {
                // Until the queue is empty: the kernel has kept the times.
            }

            return _seen;
        }
    }

    /// <summary>Begins to capture.</summary>
    public static async Task<BfdCapture> OpenAsync(LabNamespace machine, string name) => new(await machine.RunAsync(() =>
    {
        var index = NetworkInterface.GetAllNetworkInterfaces().Single(candidate => candidate.Name == name)
            .GetIPProperties().GetIPv4Properties().Index;
        var socket = new Socket(AddressFamily.Packet, SocketType.Raw, ProtocolType.IP);
        // More than a minute of 64 sessions at 50 ms.
        socket.SetRawSocketOption(LevelSocket, OptionReceiveBuffer, BitConverter.GetBytes(64 * 1024 * 1024));
        socket.SetRawSocketOption(LevelSocket, OptionTimestamp, BitConverter.GetBytes(1));
        socket.Blocking = false;
        // ETH_P_ALL of linux/if_ether.h: with it a socket sees what leaves, too.
        socket.Bind(new LinkLayerEndPoint((EtherType)0x0003, index));
        return socket;
    }));

    /// <summary>Waits until what was seen is enough.</summary>
    /// <exception cref="TimeoutException">It was not within half a minute.</exception>
    public async Task UntilAsync(Func<IReadOnlyList<BfdSighting>, bool> isEnough, string expected)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        var start = TimeProvider.System.GetTimestamp();
        while (!isEnough(Seen))
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"While capturing BFD packets: expected {expected}, but after {Patience} it was {_seen.Count} packets.");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until some more packets of the other side, or of this one, have been seen.</summary>
    public Task MoreAsync(int count, bool isOwn = false)
    {
        var before = Seen.Count(sighting => sighting.IsOwn == isOwn);
        return UntilAsync(seen => seen.Count(sighting => sighting.IsOwn == isOwn) >= before + count, $"{count} packets more");
    }

    public void Dispose() => _socket.Dispose();

    private unsafe bool TryReceive()
    {
        fixed (byte* frame = _frame, control = _control, address = _address)
        {
            var part = stackalloc nint[] { (nint)frame, FrameRoom };
            var message = stackalloc nint[] { (nint)address, _address.Length, (nint)part, 1, (nint)control, ControlRoom, 0 };
            var length = (int)Libc.ReceiveMessage((int)_socket.Handle, message, 0);
            if (length < 0)
            {
                return false;
            }

            // cmsghdr: 16 octets; timespec: seconds, nanoseconds.
            var stamp = TimeSpan.FromSeconds(MemoryMarshal.Read<long>(_control.AsSpan(16)))
                + TimeSpan.FromTicks(MemoryMarshal.Read<long>(_control.AsSpan(24)) / TimeSpan.NanosecondsPerTick);
            Take(_frame.AsSpan(0, length), stamp, _address[10] == Outgoing);
            return true;
        }
    }

    private void Take(ReadOnlySpan<byte> frame, TimeSpan at, bool isOutgoing)
    {
        if (!EthernetHeader.TryDecode(frame, out var ethernet, out _) || ethernet.Type is not (EtherType.IPv4 or EtherType.IPv6))
        {
            return;
        }

        var isIPv4 = ethernet.Type == EtherType.IPv4;
        var udp = EthernetHeader.Length + (isIPv4 ? 20 : 40);
        if (frame.Length < udp + 8 || frame[isIPv4 ? 23 : 20] != 17)
        {
            return;
        }

        var port = BinaryPrimitives.ReadUInt16BigEndian(frame[(udp + 2)..]);
        if (port is BfdEncapsulation.SingleHopPort or BfdEncapsulation.MultihopPort
            && BfdControlPacket.TryDecode(frame[(udp + 8)..], out var packet, out _))
        {
            _seen.Add(new BfdSighting(
                at,
                isOutgoing,
                BinaryPrimitives.ReadUInt16BigEndian(frame[udp..]),
                frame[isIPv4 ? 22 : 21],
                packet,
                Convert.ToHexStringLower(frame.Slice(udp + 8, BfdControlPacket.Length))));
        }
    }
}
