using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>ARP: IPv4 addresses on packet sockets.</summary>
internal sealed class ArpProtocol(
    AnnouncedAddresses addresses,
    PacketSender sender,
    Action<ResponderInterface, SocketError> failed,
    ILogger<ArpListener> logger) : INeighborProtocol, IDisposable
{
    private readonly Dictionary<int, ArpListener> _listeners = [];

    /// <inheritdoc/>
    public string Name => "ARP";

    /// <summary>One request and one reply (L-072).</summary>
    public int GratuitousFrameCount => 2;

    /// <inheritdoc/>
    public bool Serves(IPAddressValue address) => address.IsIPv4;

    /// <inheritdoc/>
    public InterfaceVerdict VerdictOn(JudgedInterface judged) => judged.Verdict;

    /// <inheritdoc/>
    public void Open(ResponderInterface on)
    {
        var listener = new ArpListener(on, addresses, failed, logger);
        _listeners.Add(on.Index, listener);
        listener.Start($"arp {on.Name}");
    }

    /// <inheritdoc/>
    public void Close(int index)
    {
        if (_listeners.Remove(index, out var listener))
        {
            listener.Dispose();
            sender.Forget(EtherType.Arp, index);
        }
    }

    /// <inheritdoc/>
    public void Narrow(int index, IReadOnlyCollection<IPAddressValue> announced)
    {
        if (_listeners.TryGetValue(index, out var listener))
        {
            listener.Filter(ArpFilter.Build([.. announced.Select(address => address.IPv4)]));
        }
    }

    /// <inheritdoc/>
    public int SendGratuitous(IPAddressValue address, ResponderInterface on)
    {
        Span<byte> frame = stackalloc byte[ArpFrame.Length];
        ArpFrame.GratuitousRequest(address.IPv4, on.Mac).Encode(frame);
        var sent = sender.TrySend(EtherType.Arp, on.Index, frame) ? 1 : 0;
        ArpFrame.GratuitousReply(address.IPv4, on.Mac).Encode(frame);
        return sender.TrySend(EtherType.Arp, on.Index, frame) ? sent + 1 : sent;
    }

    /// <summary>Ends every responder.</summary>
    public void Dispose()
    {
        foreach (var listener in _listeners.Values)
        {
            listener.Dispose();
        }
    }
}
