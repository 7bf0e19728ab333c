using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Bgp;

/// <summary>Reads what one end of a BGP connection sends off the wire: how many messages, how many octets, and when.</summary>
internal sealed class BgpTap : IDisposable
{
    private const int FrameLengthMax = 128 * 1024;
    private const int ReceiveBufferLength = 64 * 1024 * 1024;
    private const int LevelSocket = 1;
    private const int ReceiveBufferForce = 33;
    private const int EthernetLength = 14;
    private const int ProtocolOffset = EthernetLength + 9;
    private const int SourceOffset = EthernetLength + 12;
    private const byte Tcp = 6;

    private readonly Socket _socket;
    private readonly uint _sender;
    private readonly byte[] _octets = new byte[8 * 1024 * 1024];
    private uint? _expected;
    private int _length;
    private volatile bool _isEnding;

    private BgpTap(Socket socket, IPAddress sender)
    {
        _socket = socket;
        _sender = BinaryPrimitives.ReadUInt32BigEndian(sender.GetAddressBytes());
        new Thread(Run) { IsBackground = true, Name = "bgp tap" }.Start();
    }

    /// <summary>When the peer's consent, its first KEEPALIVE, was on the wire: the sender is Established then.</summary>
    public long EstablishedAt { get; private set; }

    /// <summary>When the last UPDATE with routes was on the wire.</summary>
    public long LastUpdateAt { get; private set; }

    /// <summary>UPDATEs of the sender, End-of-RIBs included.</summary>
    public int Updates { get; private set; }

    /// <summary>Octets of all messages of the sender.</summary>
    public long Octets { get; private set; }

    /// <summary>Listens on the switch.</summary>
    public static async Task<BgpTap> OpenAsync(LabSwitch @switch, IPAddress sender)
    {
        var socket = await @switch.Namespace.RunAsync(() => PacketSocket.Open(LabSwitch.Bridge, EtherType.IPv4));
        Span<byte> size = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, ReceiveBufferLength);
        socket.SetRawSocketOption(LevelSocket, ReceiveBufferForce, size);
        return new BgpTap(socket, sender);
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
                Take(frame.AsSpan(0, length), TimeProvider.System.GetTimestamp());
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Take(ReadOnlySpan<byte> frame, long at)
    {
        if (frame.Length < EthernetLength + 40 || frame[ProtocolOffset] != Tcp)
        {
            return;
        }

        var header = (frame[EthernetLength] & 0xF) * 4;
        var total = BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetLength + 2)..]);
        var tcp = frame[(EthernetLength + header)..];
        var data = (tcp[12] >> 4) * 4;
        // A segment above 65535 octets, as virtual cables carry them, has no total length.
        var payload = total == 0 ? tcp[data..] : frame[(EthernetLength + header + data)..Math.Min(frame.Length, EthernetLength + total)];
        if (payload.IsEmpty)
        {
            return;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(frame[SourceOffset..]) != _sender)
        {
            // The receiver's OPEN and its KEEPALIVE may share a segment; its KEEPALIVE is the last of them.
            if (EstablishedAt == 0 && payload[^1] == (byte)BgpMessageType.Keepalive)
            {
                EstablishedAt = at;
            }

            return;
        }

        var sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]);
        if (_expected is { } expected && sequence != expected)
        {
            // A repetition, or the tap has lost something: then the counts are too low, and the packing shows it.
            return;
        }

        _expected = sequence + (uint)payload.Length;
        payload.CopyTo(_octets.AsSpan(_length));
        _length += payload.Length;
        Count(at);
    }

    private void Count(long at)
    {
        var start = 0;
        while (_length - start >= BgpHeader.Length
            && BgpHeader.TryDecode(_octets.AsSpan(start), isExtended: true, out var header, out _)
            && _length - start >= header.MessageLength)
        {
            Octets += header.MessageLength;
            if (header.Type == BgpMessageType.Update)
            {
                Updates++;
                LastUpdateAt = at;
            }

            start += header.MessageLength;
        }

        _octets.AsSpan(start, _length - start).CopyTo(_octets);
        _length -= start;
    }
}
