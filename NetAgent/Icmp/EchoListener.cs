using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;

namespace MetalOrleans.NetAgent.Icmp;

/// <summary>Answers echo requests (ping) for the announced addresses of one family on one interface.</summary>
/// <remarks>
/// An address is announced only while its Service has an endpoint that can serve (L-010), so who is answered reaches
/// something. The reply goes to the station that the request came from: routes are the kernel's affair, and it does not know
/// the address.
/// </remarks>
/// <exception cref="SocketException">The socket cannot be opened, or the interface is gone.</exception>
internal sealed class EchoListener(
    EtherType type,
    ResponderInterface on,
    AnnouncedAddresses addresses,
    Action<ResponderInterface, SocketError> failed) : PacketListener(type, on, EchoFilter.Build(type, []), failed)
{
    private readonly EtherType _type = type;

    /// <summary>Judges a frame and writes its answer. Allocates nothing.</summary>
    /// <returns>Octets of the answer; 0 for none.</returns>
    public int Respond(ReadOnlySpan<byte> frame, Span<byte> answer) =>
        !IsClosed
        && EchoRequest.TryDecode(frame, Interface.Mac, out var request, out _)
        && request.ReplyLength <= answer.Length
        && addresses.TryGet(request.Target, out var announced)
        && announced.Answers(Interface.Name)
        && addresses.AreAnswered
            ? request.EncodeReply(frame, Interface.Mac, answer)
            : 0;

    /// <inheritdoc/>
    protected override FilterInstruction[] BuildFilter(IReadOnlyCollection<IPAddressValue> answered) =>
        EchoFilter.Build(_type, answered);

    /// <inheritdoc/>
    protected override int Answer(ReadOnlySpan<byte> frame, Span<byte> answer, out AddressCounters? counters)
    {
        counters = null;
        return Respond(frame, answer);
    }
}
