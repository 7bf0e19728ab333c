using System.Runtime.InteropServices;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>The socket on which control packets of one family, one kind and one routing domain arrive.</summary>
/// <remarks>Owned by BFD's thread. Receiving allocates nothing.</remarks>
internal sealed unsafe class BfdReceiver : IDisposable
{
    // Some five thousand packets: what 64 peers at 50 ms send while the process is held up for four seconds.
    private const int BufferOctets = 4 * 1024 * 1024;

    // The longest packet that is read: a valid one has 24 octets, one with authentication up to 279.
    private const int PayloadRoom = 512;
    private const int ControlRoom = 256;

    // cmsghdr of sys/socket.h: length, level, type; the data follow, and the next header at a multiple of 8.
    private const int ControlHeader = 16;

    private readonly int _socket;
    private readonly int _routing;
    private readonly bool _isMultihop;
    private readonly byte* _memory;

    private BfdReceiver(int socket, bool isMultihop, int routing)
    {
        _socket = socket;
        _isMultihop = isMultihop;
        _routing = routing;
        _memory = (byte*)NativeMemory.AllocZeroed(PayloadRoom + ControlRoom + BfdSocketAddress.LengthMax + 4);
    }

    /// <summary>For <c>poll</c>.</summary>
    public int Descriptor => _socket;

    /// <summary>The payload of the packet received last.</summary>
    public ReadOnlySpan<byte> Payload => new(_memory, Length);

    private int Length { get; set; }

    private byte* Control => _memory + PayloadRoom;

    private byte* Address => _memory + PayloadRoom + ControlRoom;

    /// <summary>Opens the socket.</summary>
    /// <param name="isIPv4">The family.</param>
    /// <param name="isMultihop">The kind, which is the port.</param>
    /// <param name="vrf">The VRF device; empty for none.</param>
    /// <param name="routing">What arrivals say for the VRF.</param>
    /// <param name="others">Own sockets on the same port, in other VRFs.</param>
    /// <param name="error">Why it could not be opened.</param>
    /// <returns>The socket, or null.</returns>
    public static BfdReceiver? Open(
        bool isIPv4, bool isMultihop, string vrf, int routing, IReadOnlyCollection<BfdReceiver> others, out string error)
    {
        var socket = BfdNative.Open(
            isIPv4 ? BfdNative.FamilyIPv4 : BfdNative.FamilyIPv6,
            BfdNative.TypeDatagram | BfdNative.NonBlocking | BfdNative.CloseOnExec,
            0);
        if (socket < 0 || !TryPrepare(socket, isIPv4, isMultihop, vrf, others))
        {
            var port = isMultihop ? BfdEncapsulation.MultihopPort : BfdEncapsulation.SingleHopPort;
            error = $"UDP port {port} cannot be used: {BfdNative.LastErrorText}";
            if (socket >= 0)
            {
                _ = BfdNative.Close(socket);
            }

            return null;
        }

        error = "";
        return new BfdReceiver(socket, isMultihop, routing);
    }

    /// <summary>Takes the next packet out of the socket's queue.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryReceive(out BfdArrival arrival)
    {
        var part = stackalloc nint[2];
        part[0] = (nint)_memory;
        part[1] = PayloadRoom;

        // msghdr: name, its length, parts, their count, control, its length, flags.
        var message = stackalloc nint[7];
        message[0] = (nint)Address;
        message[1] = BfdSocketAddress.LengthMax;
        message[2] = (nint)part;
        message[3] = 1;
        message[4] = (nint)Control;
        message[5] = ControlRoom;
        message[6] = 0;
        arrival = default;
        nint length;
        do
        {
            length = BfdNative.ReceiveMessage(_socket, message, 0);
        }
        while (length < 0 && BfdNative.LastError == BfdNative.Interrupted);
        if (length < 0)
        {
            return false;
        }

        Length = (int)length;
        arrival = ReadArrival(new ReadOnlySpan<byte>(Control, (int)message[5]));
        return true;
    }

    public void Dispose()
    {
        _ = BfdNative.Close(_socket);
        NativeMemory.Free(_memory);
    }

    private static bool TryPrepare(
        int socket, bool isIPv4, bool isMultihop, string vrf, IReadOnlyCollection<BfdReceiver> others)
    {
        // The forced size needs CAP_NET_ADMIN; without it the kernel's limit counts.
        _ = BfdNative.TrySet(socket, BfdNative.LevelSocket, BfdNative.OptionReceiveBufferForce, BufferOctets)
            || BfdNative.TrySet(socket, BfdNative.LevelSocket, BfdNative.OptionReceiveBuffer, BufferOctets);
        var isTold = isIPv4
            ? BfdNative.TrySet(socket, BfdNative.LevelIPv4, BfdNative.OptionPacketInfo, 1)
                && BfdNative.TrySet(socket, BfdNative.LevelIPv4, BfdNative.OptionReceiveTimeToLive, 1)
            : BfdNative.TrySet(socket, BfdNative.LevelIPv6, BfdNative.OptionOnlyIPv6, 1)
                && BfdNative.TrySet(socket, BfdNative.LevelIPv6, BfdNative.OptionReceivePacketInfo, 1)
                && BfdNative.TrySet(socket, BfdNative.LevelIPv6, BfdNative.OptionReceiveHopLimit, 1);
        if (!isTold || !BfdNative.TryBindToDevice(socket, vrf)
            || (!isMultihop && !BfdNative.TryAttach(socket, BfdFilters.SingleHop(isIPv4))))
        {
            return false;
        }

        var address = stackalloc byte[BfdSocketAddress.LengthMax];
        IPAddressValue any = isIPv4 ? IPv4Address.Any : IPv6Address.Any;
        var length = BfdSocketAddress.Write(
            new Span<byte>(address, BfdSocketAddress.LengthMax),
            any,
            isMultihop ? BfdEncapsulation.MultihopPort : BfdEncapsulation.SingleHopPort,
            scope: 0);

        // To the kernel a socket in no VRF has the port in all of them. Own sockets may share it: a packet goes to the one of
        // its VRF first. Only while one is bound, so that the port of another program is still found taken.
        Share(socket, others, isShared: true);
        var isBound = BfdNative.Bind(socket, address, (uint)length) == 0;
        var bindError = BfdNative.LastError;
        Share(socket, others, isShared: false);
        Marshal.SetLastPInvokeError(bindError);
        return isBound;
    }

    private static void Share(int socket, IReadOnlyCollection<BfdReceiver> others, bool isShared)
    {
        if (others.Count == 0)
        {
            return;
        }

        foreach (var sharing in others.Select(other => other._socket).Append(socket))
        {
            _ = BfdNative.TrySet(sharing, BfdNative.LevelSocket, BfdNative.OptionReuseAddress, isShared ? 1 : 0);
        }
    }

    private BfdArrival ReadArrival(ReadOnlySpan<byte> control)
    {
        IPAddressValue local = IPv4Address.Any;
        var device = 0;
        var hops = 0;
        while (control.Length >= ControlHeader)
        {
            var length = (int)MemoryMarshal.Read<nint>(control);
            if (length < ControlHeader || length > control.Length)
            {
                break;
            }

            var data = control[ControlHeader..length];
            switch ((MemoryMarshal.Read<int>(control[8..]), MemoryMarshal.Read<int>(control[12..])))
            {
                case (BfdNative.LevelIPv4, BfdNative.OptionTimeToLive):
                case (BfdNative.LevelIPv6, BfdNative.OptionHopLimit):
                    hops = MemoryMarshal.Read<int>(data);
                    break;

                // in_pktinfo: the interface, the address that an answer would come from, the packet's destination.
                case (BfdNative.LevelIPv4, BfdNative.OptionPacketInfo):
                    device = MemoryMarshal.Read<int>(data);
                    local = IPv4Address.Read(data[8..]);
                    break;

                // in6_pktinfo: the packet's destination, the interface.
                case (BfdNative.LevelIPv6, BfdNative.OptionIPv6PacketInfo):
                    local = IPv6Address.Read(data);
                    device = MemoryMarshal.Read<int>(data[16..]);
                    break;
            }

            control = control[Math.Min(control.Length, (length + 7) & ~7)..];
        }

        var remote = BfdSocketAddress.Read(new ReadOnlySpan<byte>(Address, BfdSocketAddress.LengthMax));
        return new BfdArrival(remote, local, device, _routing, _isMultihop, (byte)hops);
    }
}
