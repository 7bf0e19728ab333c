using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Icmp;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>ARP: IPv4 addresses on packet sockets.</summary>
internal sealed class ArpProtocol(
    AnnouncedAddresses addresses,
    ClaimSink claims,
    PacketSender sender,
    Action<ResponderInterface, SocketError> failed,
    bool answersPing,
    ILogger<ArpListener> logger) : PacketProtocol("ARP")
{
    /// <summary>One request and one reply (L-072).</summary>
    public override int GratuitousFrameCount => 2;

    /// <inheritdoc/>
    public override bool Serves(IPAddressValue address) => address.IsIPv4;

    /// <inheritdoc/>
    public override InterfaceVerdict VerdictOn(JudgedInterface judged) => judged.Arp;

    /// <inheritdoc/>
    public override bool SendGratuitous(IPAddressValue address, ResponderInterface on, int frame) => Send(
        on, frame == 0 ? ArpFrame.GratuitousRequest(address.IPv4, on.Mac) : ArpFrame.GratuitousReply(address.IPv4, on.Mac));

    /// <inheritdoc/>
    public override bool SendProbe(IPAddressValue address, ResponderInterface on) =>
        Send(on, ArpFrame.Probe(address.IPv4, on.Mac));

    /// <inheritdoc/>
    protected override IEnumerable<PacketListener> Listen(ResponderInterface on)
    {
        yield return new ArpListener(on, addresses, claims, failed, logger);
        if (answersPing)
        {
            yield return new EchoListener(EtherType.IPv4, on, addresses, failed);
        }
    }

    /// <inheritdoc/>
    protected override void Closed(int index) => sender.Forget(EtherType.Arp, index);

    private bool Send(ResponderInterface on, in ArpFrame frame)
    {
        Span<byte> octets = stackalloc byte[ArpFrame.Length];
        return sender.TrySend(EtherType.Arp, on.Index, octets[..frame.Encode(octets)]);
    }
}
