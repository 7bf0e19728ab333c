using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>Answers ARP on one interface.</summary>
/// <exception cref="SocketException">The socket cannot be opened, or the interface is gone.</exception>
internal sealed partial class ArpListener(
    ResponderInterface on,
    AnnouncedAddresses addresses,
    ClaimSink claims,
    Action<ResponderInterface, SocketError> failed,
    ILogger logger) : PacketListener(EtherType.Arp, on, ArpFilter.Build([]), failed)
{
    private readonly ILogger _logger = logger;

    /// <summary>
    /// Judges a frame and writes its answer. Allocates nothing, unless debug lines are written.
    /// </summary>
    /// <param name="octets">The received frame.</param>
    /// <param name="answer">Room for the answer, <see cref="ArpFrame.Length"/> octets.</param>
    /// <param name="counters">The counters of the address asked for, when the verdict is to answer.</param>
    /// <returns>What to do with the frame.</returns>
    public ArpVerdict Respond(ReadOnlySpan<byte> octets, Span<byte> answer, out AddressCounters? counters)
    {
        counters = null;
        if (IsClosed)
        {
            return ArpVerdict.Closed;
        }

        var verdict = ArpResponder.Judge(
            octets, Interface.Mac, new ArpAnnouncements(addresses, Interface.Name), out var request);
        if (verdict is not (ArpVerdict.Malformed or ArpVerdict.BadSender))
        {
            Overhear(request);
        }

        // The address may have been withdrawn since it was judged; then it is not answered.
        if (verdict != ArpVerdict.Answer || !addresses.TryGet(request.TargetAddress, out var announced))
        {
            return verdict == ArpVerdict.Answer ? ArpVerdict.NotAnnounced : verdict;
        }

        counters = announced.Counters;
        counters.CountRequest();
        ArpFrame.ReplyTo(request, Interface.Mac).Encode(answer);
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            LogAnswering(Interface.Name, request.TargetAddress, request.SenderAddress, request.SenderMac, Interface.Mac);
        }

        return verdict;
    }

    // RFC 5227 §2.1.1, §2.4: any packet with the address as its sender is a claim, whatever it asks or answers.
    private void Overhear(in ArpPacket packet)
    {
        if (packet.SenderMac == Interface.Mac)
        {
            return;
        }

        if (!packet.IsProbe)
        {
            if (addresses.TryGet(packet.SenderAddress, out var claimed) && claimed.Includes(Interface.Name))
            {
                claims.Hear(packet.SenderAddress, packet.SenderMac, isProbe: false);
            }
            else if (packet.Operation == ArpOperation.Reply && packet.TargetMac == Interface.Mac
                && addresses.IsWatched(packet.SenderAddress))
            {
                // A gratuitous frame shows that its sender can speak; only an answer shows that it hears.
                claims.Hear(packet.SenderAddress, packet.SenderMac, isProbe: false);
            }
        }
        else if (addresses.TryGet(packet.TargetAddress, out var probed) && probed.IsSilent && probed.Includes(Interface.Name))
        {
            claims.Hear(packet.TargetAddress, packet.SenderMac, isProbe: true);
        }
    }

    /// <inheritdoc/>
    protected override FilterInstruction[] BuildFilter(IReadOnlyCollection<IPAddressValue> answered) =>
        ArpFilter.Build(answered);

    /// <inheritdoc/>
    protected override int Answer(ReadOnlySpan<byte> frame, Span<byte> answer, out AddressCounters? counters) =>
        Respond(frame, answer, out counters) == ArpVerdict.Answer ? ArpFrame.Length : 0;
}
