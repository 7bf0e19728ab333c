using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Traffic;

/// <summary>Hears all ARP on one interface, and can ask there who has an address.</summary>
public sealed class ArpTap : IAsyncDisposable
{
    /// <summary>Far more than a lab's ARP traffic in minutes, and a bound on what a storm can take.</summary>
    private const int SightingLimit = 100_000;

    private readonly Socket _socket;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly EventLog<ArpSighting> _heard = new(SightingLimit);
    private readonly Task _listening;

    private ArpTap(Socket socket, TimeProvider clock)
    {
        _socket = socket;
        _clock = clock;
        _listening = ListenAsync();
    }

    /// <summary>What was heard so far, in order.</summary>
    public ImmutableArray<ArpSighting> Sightings => _heard.Events;

    /// <summary>Listens on the interface of a machine; on a switch's bridge, to all that passes the switch.</summary>
    public static async Task<ArpTap> OpenAsync(LabNamespace machine, string @interface, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(machine);

        return new ArpTap(await machine.RunAsync(() => PacketSocket.Open(@interface, EtherType.Arp)), clock);
    }

    /// <summary>The first packet, heard already or yet to come, that is wanted.</summary>
    public Task<ArpSighting> WaitAsync(Func<ArpSighting, bool> wanted, CancellationToken cancellationToken) =>
        _heard.FirstAsync(wanted, cancellationToken);

    /// <summary>The first packet in which somebody said that he has <paramref name="address"/>.</summary>
    public Task<ArpSighting> AnnouncementAsync(IPAddress address, CancellationToken cancellationToken) =>
        AnnouncementSinceAsync(address, long.MinValue, cancellationToken);

    /// <summary>
    /// The first packet since a moment of the tap's clock in which somebody said that he has <paramref name="address"/>.
    /// </summary>
    public Task<ArpSighting> AnnouncementSinceAsync(IPAddress address, long since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);

        var target = IPv4Address.Read(address.GetAddressBytes());
        return WaitAsync(seen => seen.Timestamp >= since && seen.Packet.SenderAddress == target, cancellationToken);
    }

    /// <summary>Everybody who said so far that he has <paramref name="address"/>.</summary>
    public ImmutableArray<MacAddress> SpeakersFor(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);

        var target = IPv4Address.Read(address.GetAddressBytes());
        return [.. Sightings.Where(seen => seen.Packet.SenderAddress == target).Select(seen => seen.Packet.SenderMac).Distinct()];
    }

    /// <summary>
    /// Asks once who has <paramref name="address"/>, with the first address of the cable it asks from, and returns the
    /// first answer.
    /// </summary>
    public async Task<ArpSighting> AskAsync(LabLink from, IPAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(address);

        var target = IPv4Address.Read(address.GetAddressBytes());
        var asked = _clock.GetTimestamp();
        Ask(from, target);
        return await WaitAsync(
            seen => seen.Timestamp >= asked && seen.Packet.Operation == ArpOperation.Reply && seen.Packet.SenderAddress == target,
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _listening;
        _socket.Dispose();
        _stopping.Dispose();
    }

    private void Ask(LabLink from, IPv4Address target)
    {
        var sender = IPv4Address.Read(IPNetwork.Parse(from.Addresses[0]).BaseAddress.GetAddressBytes());
        var request = new ArpPacket(ArpOperation.Request, from.Mac, sender, MacAddress.Zero, target);
        Span<byte> octets = stackalloc byte[ArpFrame.Length];
        new ArpFrame(MacAddress.Broadcast, from.Mac, request).Encode(octets);
        _socket.Send(octets);
    }

    private async Task ListenAsync()
    {
        var frame = new byte[2048];
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveAsync(frame, SocketFlags.None, _stopping.Token);
                var timestamp = _clock.GetTimestamp();
                if (ArpFrame.TryDecode(frame.AsSpan(0, length), out var decoded, out _))
                {
                    _heard.Add(new ArpSighting(timestamp, decoded.Packet));
                }
            }
            catch (SocketException down) when (down.SocketErrorCode == SocketError.NetworkDown)
            {
                // Said once when the interface goes down; the socket hears again when it is up.
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
