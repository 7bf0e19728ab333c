using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Icmp;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Ndp;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Ndp;

/// <summary>NDP: IPv6 addresses on packet sockets.</summary>
/// <remarks>
/// Not on an ICMPv6 socket: that one never sees a solicitation that comes to an address which the node itself does not have,
/// so neighbours who confirm what they know would get no answer (L-084).
/// </remarks>
internal sealed class NdpProtocol(
    AnnouncedAddresses addresses,
    ClaimSink claims,
    PacketSender sender,
    Action<ResponderInterface, SocketError> failed,
    bool answersPing,
    ILogger<NdpListener> logger) : PacketProtocol("NDP")
{
    /// <summary>One unsolicited advertisement (L-083).</summary>
    public override int GratuitousFrameCount => 1;

    /// <inheritdoc/>
    public override bool Serves(IPAddressValue address) => !address.IsIPv4;

    /// <inheritdoc/>
    public override InterfaceVerdict VerdictOn(JudgedInterface judged) => judged.Ndp;

    /// <inheritdoc/>
    public override bool SendGratuitous(IPAddressValue address, ResponderInterface on, int frame) =>
        Send(on, NdpFrame.Unsolicited(address.IPv6, on.Mac));

    /// <inheritdoc/>
    public override bool SendProbe(IPAddressValue address, ResponderInterface on) =>
        Send(on, NdpFrame.Probe(address.IPv6, on.Mac));

    /// <inheritdoc/>
    protected override IEnumerable<PacketListener> Listen(ResponderInterface on)
    {
        yield return new NdpListener(on, addresses, claims, failed, logger);
        if (answersPing)
        {
            yield return new EchoListener(EtherType.IPv6, on, addresses, failed);
        }
    }

    /// <inheritdoc/>
    protected override void Closed(int index) => sender.Forget(EtherType.IPv6, index);

    private bool Send(ResponderInterface on, in NdpFrame frame)
    {
        Span<byte> octets = stackalloc byte[NdpFrame.LengthMax];
        return sender.TrySend(EtherType.IPv6, on.Index, octets[..frame.Encode(octets)]);
    }
}
