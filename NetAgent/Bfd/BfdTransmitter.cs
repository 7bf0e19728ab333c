using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>The socket of one session that its control packets leave from, with a source port of its own (RFC 5881 §4).</summary>
/// <remarks>Owned by BFD's thread. Sending allocates nothing.</remarks>
internal sealed unsafe class BfdTransmitter : IDisposable
{
    // CS6, as routing protocols are marked (RFC 4594 §3.1), and the kernel's highest priority without CAP_NET_ADMIN.
    private const int TrafficClass = 0xC0;
    private const int Priority = 6;

    private const int PortAttempts = 100;

    private readonly int _socket;

    private BfdTransmitter(int socket, IPAddressValue local)
    {
        _socket = socket;
        Local = local;
    }

    /// <summary>The own address: the one asked for, or the kernel's choice.</summary>
    public IPAddressValue Local { get; }

    /// <summary>Opens the socket.</summary>
    /// <param name="key">Whom it sends to, and from where.</param>
    /// <param name="scope">The interface's index.</param>
    /// <param name="random">For the source port.</param>
    /// <param name="error">Why it could not be opened.</param>
    /// <returns>The socket, or null.</returns>
    public static BfdTransmitter? Open(in BfdSessionKey key, int scope, Random random, out string error)
    {
        var isIPv4 = key.Remote.IsIPv4;
        var socket = BfdNative.Open(
            isIPv4 ? BfdNative.FamilyIPv4 : BfdNative.FamilyIPv6,
            BfdNative.TypeDatagram | BfdNative.NonBlocking | BfdNative.CloseOnExec,
            0);
        error = "";
        IPAddressValue local = default;
        if (socket < 0 || !TryPrepare(socket, key, scope, random, out local))
        {
            error = $"no packet can be sent: {BfdNative.LastErrorText}";
            if (socket >= 0)
            {
                _ = BfdNative.Close(socket);
            }

            return null;
        }

        return new BfdTransmitter(socket, local);
    }

    /// <summary>Sends a packet.</summary>
    /// <returns>0, or the error.</returns>
    public int Send(in BfdControlPacket packet)
    {
        var octets = stackalloc byte[BfdControlPacket.Length];
        packet.Encode(new Span<byte>(octets, BfdControlPacket.Length));
        for (var attempt = 0; ; attempt++)
        {
            if (BfdNative.Send(_socket, octets, BfdControlPacket.Length, 0) >= 0)
            {
                return 0;
            }

            // A refusal is the ICMP answer to an earlier packet, and this one has not been sent.
            var error = BfdNative.LastError;
            if (attempt > 0 || error is not (BfdNative.ConnectionRefused or BfdNative.Interrupted))
            {
                return error;
            }
        }
    }

    public void Dispose() => _ = BfdNative.Close(_socket);

    private static bool TryPrepare(int socket, in BfdSessionKey key, int scope, Random random, out IPAddressValue local)
    {
        var isIPv4 = key.Remote.IsIPv4;
        local = default;
        _ = BfdNative.TrySet(socket, BfdNative.LevelSocket, BfdNative.OptionPriority, Priority);
        var isSet = isIPv4
            ? BfdNative.TrySet(socket, BfdNative.LevelIPv4, BfdNative.OptionTimeToLive, BfdEncapsulation.Ttl)
                && BfdNative.TrySet(socket, BfdNative.LevelIPv4, BfdNative.OptionTypeOfService, TrafficClass)
            : BfdNative.TrySet(socket, BfdNative.LevelIPv6, BfdNative.OptionUnicastHops, BfdEncapsulation.Ttl)
                && BfdNative.TrySet(socket, BfdNative.LevelIPv6, BfdNative.OptionTrafficClass, TrafficClass);
        var device = key.Interface.Length > 0 ? key.Interface : key.Vrf;
        if (!isSet || !BfdNative.TryBindToDevice(socket, device) || !TryBind(socket, key, scope, random))
        {
            return false;
        }

        var octets = stackalloc byte[BfdSocketAddress.LengthMax];
        var address = new Span<byte>(octets, BfdSocketAddress.LengthMax);
        var port = key.IsMultihop ? BfdEncapsulation.MultihopPort : BfdEncapsulation.SingleHopPort;
        var length = (uint)BfdSocketAddress.Write(address, key.Remote, port, scope);
        if (BfdNative.Connect(socket, octets, length) != 0 || BfdNative.GetLocal(socket, octets, &length) != 0)
        {
            return false;
        }

        local = BfdSocketAddress.Read(address);
        return true;
    }

    private static bool TryBind(int socket, in BfdSessionKey key, int scope, Random random)
    {
        var octets = stackalloc byte[BfdSocketAddress.LengthMax];
        IPAddressValue any = key.Remote.IsIPv4 ? IPv4Address.Any : IPv6Address.Any;
        for (var attempt = 0; attempt < PortAttempts; attempt++)
        {
            var port = random.Next(BfdEncapsulation.SourcePortFirst, BfdEncapsulation.SourcePortLast + 1);
            var length = BfdSocketAddress.Write(
                new Span<byte>(octets, BfdSocketAddress.LengthMax), key.Local ?? any, port, scope);
            if (BfdNative.Bind(socket, octets, (uint)length) == 0)
            {
                return true;
            }

            if (BfdNative.LastError != BfdNative.AddressInUse)
            {
                return false;
            }
        }

        return false;
    }
}
