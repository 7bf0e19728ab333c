using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Oracle;

/// <summary>A station of its own that asks again and again who has the watched addresses.</summary>
/// <remarks>Not the client: answers that the client had asked for would teach it what only gratuitous frames may.</remarks>
internal sealed class Witness : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly IPv4Address _own;
    private readonly TimeSpan _interval;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _asking;
    private ImmutableArray<IPv4Address> _addresses = [];

    private Witness(Socket socket, LabLink cable, TimeSpan interval)
    {
        _socket = socket;
        Mac = cable.Mac;
        _own = IPv4Address.Read(IPNetwork.Parse(cable.Addresses[0]).BaseAddress.GetAddressBytes());
        _interval = interval;
        _asking = Threads.RunAsync(Ask);
    }

    public MacAddress Mac { get; }

    public static async Task<Witness> StartAsync(LabLink cable, TimeSpan interval) =>
        new(await cable.Host.RunAsync(() => PacketSocket.Open(cable.Interface, EtherType.None)), cable, interval);

    /// <summary>Asks for an address too; only IPv4 is asked for.</summary>
    public void Ask(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            ImmutableInterlocked.Update(ref _addresses, (all, one) => all.Contains(one) ? all : all.Add(one), IPv4Address.Read(address.GetAddressBytes()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _asking;
        _socket.Dispose();
        _stopping.Dispose();
    }

    private void Ask()
    {
        Span<byte> octets = stackalloc byte[ArpFrame.Length];
        while (!_stopping.Token.WaitHandle.WaitOne(_interval))
        {
            foreach (var address in _addresses)
            {
                var question = new ArpPacket(ArpOperation.Request, Mac, _own, MacAddress.Zero, address);
                new ArpFrame(MacAddress.Broadcast, Mac, question).Encode(octets);
                _socket.Send(octets);
            }
        }
    }
}
