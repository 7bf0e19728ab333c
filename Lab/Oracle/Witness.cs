using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;

namespace MetalOrleans.Lab.Oracle;

/// <summary>A station of its own that asks again and again who has the watched addresses.</summary>
/// <remarks>Not the client: answers that the client had asked for would teach it what only gratuitous frames may.</remarks>
internal sealed class Witness : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly IPv4Address _own;
    private readonly IPv6Address _own6;
    private readonly TimeSpan _interval;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _asking;
    private ImmutableArray<IPAddress> _addresses = [];

    private Witness(Socket socket, LabLink cable, TimeSpan interval)
    {
        _socket = socket;
        Mac = cable.Mac;
        _own = IPv4Address.Read(OwnAddress(cable, AddressFamily.InterNetwork));
        _own6 = IPv6Address.Read(OwnAddress(cable, AddressFamily.InterNetworkV6));
        _interval = interval;
        _asking = Threads.RunAsync(Ask);
    }

    public MacAddress Mac { get; }

    public static async Task<Witness> StartAsync(LabLink cable, TimeSpan interval) =>
        new(await cable.Host.RunAsync(() => PacketSocket.Open(cable.Interface, EtherType.None)), cable, interval);

    /// <summary>Asks for an address too, by ARP or by NDP.</summary>
    public void Ask(IPAddress address) =>
        ImmutableInterlocked.Update(ref _addresses, (all, one) => all.Contains(one) ? all : all.Add(one), address);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _asking;
        _socket.Dispose();
        _stopping.Dispose();
    }

    private void Ask()
    {
        Span<byte> octets = stackalloc byte[Math.Max(ArpFrame.Length, NdpFrame.LengthMax)];
        while (!_stopping.Token.WaitHandle.WaitOne(_interval))
        {
            foreach (var address in _addresses)
            {
                var length = address.AddressFamily == AddressFamily.InterNetwork
                    ? AskFor(IPv4Address.Read(address.GetAddressBytes()), octets)
                    : AskFor(IPv6Address.Read(address.GetAddressBytes()), octets);
                _socket.Send(octets[..length]);
            }
        }
    }

    private int AskFor(IPv4Address address, Span<byte> octets)
    {
        var question = new ArpPacket(ArpOperation.Request, Mac, _own, MacAddress.Zero, address);
        new ArpFrame(MacAddress.Broadcast, Mac, question).Encode(octets);
        return ArpFrame.Length;
    }

    private int AskFor(IPv6Address address, Span<byte> octets)
    {
        var group = address.SolicitedNodeGroup;
        var question = new NdpMessage(Icmpv6Type.NeighborSolicitation, NdpFlags.None, address, Mac);
        return new NdpFrame(MacAddress.ForGroup(group), Mac, group, _own6, question).Encode(octets);
    }

    private static byte[] OwnAddress(LabLink cable, AddressFamily family) => cable.Addresses
        .Select(address => IPAddress.Parse(address.AsSpan(0, address.IndexOf('/', StringComparison.Ordinal))))
        .First(address => address.AddressFamily == family).GetAddressBytes();
}
