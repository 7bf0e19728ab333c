using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using MetalOrleans.NetAgent.Desired;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>The socket options of BGP that the class library has no names for: Linux's numbers and structures.</summary>
internal static class TcpOptions
{
    /// <summary>The longest time to live, which RFC 5082 §3 asks for.</summary>
    public const int HopsMax = 255;

    // linux/in.h, linux/in6.h, asm-generic/socket.h, linux/tcp.h.
    private const int LevelIPv4 = 0;
    private const int IPv4TypeOfService = 1;
    private const int IPv4TimeToLive = 2;
    private const int IPv4TimeToLiveMin = 21;
    private const int LevelIPv6 = 41;
    private const int IPv6Hops = 16;
    private const int IPv6TrafficClass = 67;
    private const int IPv6HopsMin = 73;
    private const int LevelSocket = 1;
    private const int BindToDeviceOption = 25;
    private const int LevelTcp = 6;
    private const int Md5Signature = 14;
    private const int UserTimeout = 18;
    private const int AuthenticationAddKey = 38;
    private const int ErrorNoProtocolOption = 92;

    // RFC 4271's predecessor and every router: network control, precedence 6.
    private const int NetworkControl = 0xC0;

    // struct tcp_md5sig: a sockaddr_storage of 128 octets, flags, prefix length, key length, interface, key.
    private const int Md5StructureLength = 216;
    private const int Md5KeyLengthOffset = 130;
    private const int Md5KeyOffset = 136;
    private const int SocketAddressIPv4Offset = 4;
    private const int SocketAddressIPv6Offset = 8;
    private const ushort KernelIPv4 = 2;
    private const ushort KernelIPv6 = 10;

    // tcp_ao_add of linux/tcp.h, whose content does not matter to a kernel that does not know the option.
    private const int AuthenticationStructureLength = 288;

    private static readonly Lazy<bool> TcpAuthentication = new(ProbeTcpAuthentication);

    /// <summary>Whether the kernel can authenticate TCP with TCP-AO (RFC 5925): Linux 6.7 with CONFIG_TCP_AO.</summary>
    public static bool HasTcpAuthentication => TcpAuthentication.Value;

    /// <summary>Marks the connection's packets as network control.</summary>
    public static void SetTrafficClass(Socket socket) =>
        Set(socket, LevelOf(socket), socket.AddressFamily == AddressFamily.InterNetwork ? IPv4TypeOfService : IPv6TrafficClass, NetworkControl);

    /// <summary>Sets how far packets go, and how far they may have come; also while the connection stands.</summary>
    public static void SetReach(Socket socket, BgpReach reach)
    {
        var isIPv4 = socket.AddressFamily == AddressFamily.InterNetwork;
        Set(socket, LevelOf(socket), isIPv4 ? IPv4TimeToLive : IPv6Hops, reach == BgpReach.Link ? 1 : HopsMax);
        Set(socket, LevelOf(socket), isIPv4 ? IPv4TimeToLiveMin : IPv6HopsMin, reach == BgpReach.Secured ? HopsMax : 0);
    }

    /// <summary>Lets the connection leave and enter by one device: a VRF, or an interface.</summary>
    /// <exception cref="SocketException">There is no such device.</exception>
    public static void BindToDevice(Socket socket, string device)
    {
        Span<byte> name = stackalloc byte[16];
        name.Clear();
        Encoding.ASCII.GetBytes(device, name[..^1]);
        socket.SetRawSocketOption(LevelSocket, BindToDeviceOption, name);
    }

    /// <summary>
    /// Signs what is sent to an address and drops what comes from it unsigned (RFC 2385). On a listening socket it holds for the
    /// connections that come; on one that stands, from the next segment on.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="peer">The peer's address, of the socket's family.</param>
    /// <param name="key">The key; null to sign no longer.</param>
    public static void SetMd5(Socket socket, IPAddress peer, BgpSecret? key)
    {
        Span<byte> value = stackalloc byte[Md5StructureLength];
        value.Clear();
        var isIPv4 = peer.AddressFamily == AddressFamily.InterNetwork;
        MemoryMarshal.Write(value, isIPv4 ? KernelIPv4 : KernelIPv6);
        peer.TryWriteBytes(value[(isIPv4 ? SocketAddressIPv4Offset : SocketAddressIPv6Offset)..], out _);
        if (key is not null)
        {
            MemoryMarshal.Write(value[Md5KeyLengthOffset..], (ushort)key.Octets.Length);
            key.Octets.CopyTo(value[Md5KeyOffset..]);
        }

        socket.SetRawSocketOption(LevelTcp, Md5Signature, value);
    }

    /// <summary>Ends the connection when what was sent is not acknowledged for that long; zero for the kernel's own limit.</summary>
    public static void SetUserTimeout(Socket socket, TimeSpan timeout) =>
        Set(socket, LevelTcp, UserTimeout, (int)Math.Min(timeout.TotalMilliseconds, int.MaxValue));

    private static bool ProbeTcpAuthentication()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.SetRawSocketOption(LevelTcp, AuthenticationAddKey, new byte[AuthenticationStructureLength]);
            return true;
        }
        catch (SocketException refused)
        {
            // Any other error judges the structure, so the option is known.
            return refused.NativeErrorCode != ErrorNoProtocolOption;
        }
    }

    private static int LevelOf(Socket socket) =>
        socket.AddressFamily == AddressFamily.InterNetwork ? LevelIPv4 : LevelIPv6;

    private static void Set(Socket socket, int level, int option, int value)
    {
        Span<byte> octets = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(octets, value);
        socket.SetRawSocketOption(level, option, octets);
    }
}
