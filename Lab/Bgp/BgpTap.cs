using System.Buffers.Binary;
using System.Net;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Lab.Bgp;

/// <summary>Reads what one end of a BGP connection sends off the wire: how many messages, how many octets, and when.</summary>
internal sealed class BgpTap : IDisposable
{
    private readonly uint _sender;
    private readonly BgpStream _stream = new();
    private TcpTap? _tap;

    private BgpTap(IPAddress sender) => _sender = BinaryPrimitives.ReadUInt32BigEndian(sender.GetAddressBytes());

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
        var made = new BgpTap(sender);
        made._tap = await TcpTap.OpenAsync(@switch.Namespace, LabSwitch.Bridge, made.Take, TimeProvider.System);
        return made;
    }

    /// <summary>Waits until all that was on the wire so far is counted: a table can be full before its UPDATEs are read here.</summary>
    public Task CaughtUpAsync() => _tap!.QuietAsync();

    public void Dispose() => _tap?.Dispose();

    private void Take(TcpSegment segment, ReadOnlySpan<byte> payload, long at)
    {
        if (segment.Source == _sender)
        {
            // A repetition, or what the tap has lost: then the counts are too low, and the packing shows it.
            _stream.Take(segment, payload, (header, _) => Count(header, at));
        }
        else if (EstablishedAt == 0 && !payload.IsEmpty && payload[^1] == (byte)BgpMessageType.Keepalive)
        {
            // The receiver's OPEN and its KEEPALIVE may share a segment; its KEEPALIVE is the last of them.
            EstablishedAt = at;
        }
    }

    private void Count(BgpHeader header, long at)
    {
        Octets += header.MessageLength;
        if (header.Type == BgpMessageType.Update)
        {
            Updates++;
            LastUpdateAt = at;
        }
    }
}
