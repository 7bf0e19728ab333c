using System.Net;
using System.Net.Sockets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>Packet sockets: one that receives for each interface, and one that sends for all.</summary>
/// <remarks>Called by the agent's loop only. The sending socket is bound to no protocol, so it never receives.</remarks>
internal sealed class PacketPort(
    AnnouncedAddresses addresses, Action<ArpInterface, SocketError> failed, ILogger<ArpListener> logger)
    : IPacketPort, IDisposable
{
    private readonly Dictionary<int, ArpListener> _listeners = [];
    private readonly Dictionary<int, SocketAddress> _destinations = [];
    private readonly Socket _sender = new(AddressFamily.Packet, SocketType.Raw, ProtocolType.IP) { Blocking = false };

    /// <inheritdoc/>
    public void Open(ArpInterface arpInterface)
    {
        var listener = new ArpListener(arpInterface, addresses, (ended, error) => failed(ended.Interface, error), logger);
        _listeners.Add(arpInterface.Index, listener);
        _destinations[arpInterface.Index] = new LinkLayerEndPoint(EtherType.Arp, arpInterface.Index).Serialize();
        listener.Start();
    }

    /// <inheritdoc/>
    public void Close(int index)
    {
        if (_listeners.Remove(index, out var listener))
        {
            listener.Dispose();
            _destinations.Remove(index);
        }
    }

    /// <inheritdoc/>
    public void Narrow(int index, IReadOnlyCollection<IPv4Address> announced)
    {
        if (_listeners.TryGetValue(index, out var listener))
        {
            listener.Narrow(ArpFilter.Build(announced));
        }
    }

    /// <inheritdoc/>
    public bool TrySend(int index, ReadOnlySpan<byte> frame)
    {
        if (!_destinations.TryGetValue(index, out var destination))
        {
            return false;
        }

        try
        {
            _sender.SendTo(frame, SocketFlags.None, destination);
            return true;
        }
        catch (SocketException)
        {
            // Down, gone, or its queue is full. The next round of the schedule tries again; the caller counts what left.
            return false;
        }
    }

    /// <summary>Ends every responder.</summary>
    public void Dispose()
    {
        foreach (var listener in _listeners.Values)
        {
            listener.Dispose();
        }

        _sender.Dispose();
    }
}
