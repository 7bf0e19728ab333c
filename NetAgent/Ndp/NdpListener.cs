using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Ndp;

/// <summary>Answers neighbor solicitations on one interface, and is a member of the groups they are sent to.</summary>
/// <exception cref="SocketException">The socket cannot be opened, or the interface is gone.</exception>
internal sealed partial class NdpListener(
    ResponderInterface on,
    AnnouncedAddresses addresses,
    ClaimSink claims,
    Action<ResponderInterface, SocketError> failed,
    ILogger logger) : PacketListener(EtherType.IPv6, on, NdpFilter.Build([]), failed)
{
    private readonly ILogger _logger = logger;
    private readonly SolicitedNodeGroups _groups = new(on, logger);

    /// <summary>
    /// Judges a frame and writes its answer. Allocates nothing, unless debug lines are written.
    /// </summary>
    /// <param name="octets">The received frame.</param>
    /// <param name="answer">Room for the answer, <see cref="NdpFrame.LengthMax"/> octets.</param>
    /// <param name="counters">The counters of the address asked for, when the verdict is to answer.</param>
    /// <returns>What to do with the frame.</returns>
    public NdpVerdict Respond(ReadOnlySpan<byte> octets, Span<byte> answer, out AddressCounters? counters)
    {
        counters = null;
        if (IsClosed)
        {
            return NdpVerdict.Closed;
        }

        var verdict = NdpResponder.Judge(
            octets, Interface.Mac, new NdpAnnouncements(addresses, Interface.Name), out var solicitation);
        if (verdict is not (NdpVerdict.Malformed or NdpVerdict.BadSender))
        {
            Overhear(solicitation);
        }

        // The address may have been withdrawn since it was judged; then it is not answered.
        if (verdict != NdpVerdict.Answer || !addresses.TryGet(solicitation.Message.Target, out var announced))
        {
            return verdict == NdpVerdict.Answer ? NdpVerdict.NotAnnounced : verdict;
        }

        counters = announced.Counters;
        counters.CountRequest();
        NdpFrame.AnswerTo(solicitation, Interface.Mac).Encode(answer);
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            LogAnswering(
                Interface.Name,
                solicitation.Message.Target,
                solicitation.SourceAddress,
                solicitation.Source,
                Interface.Mac);
        }

        return verdict;
    }

    /// <inheritdoc/>
    public override void Include(IPAddressValue address)
    {
        base.Include(address);
        _groups.Join(address.IPv6);
    }

    /// <inheritdoc/>
    public override void Exclude(IPAddressValue address)
    {
        base.Exclude(address);
        _groups.Leave(address.IPv6);
    }

    /// <inheritdoc/>
    public override void Narrow()
    {
        base.Narrow();
        _groups.JoinMissing();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _groups.Dispose();
    }

    // RFC 4862 §5.4.3, §5.4.4: an advertisement of the address is a claim, a solicitation for it from :: another's probe.
    private void Overhear(in NdpFrame frame)
    {
        var mac = frame.Message.LinkLayer ?? frame.Source;
        var isProbe = frame.IsProbe;
        if (mac == Interface.Mac || (!isProbe && frame.Message.Type != Icmpv6Type.NeighborAdvertisement)
            || frame.Message.Target.IsIPv4Mapped)
        {
            return;
        }

        if (addresses.TryGet(frame.Message.Target, out var ordered) && ordered.Includes(Interface.Name)
            && (!isProbe || ordered.IsSilent))
        {
            claims.Hear(frame.Message.Target, mac, isProbe);
        }
        else if (!isProbe && addresses.IsWatched(frame.Message.Target))
        {
            claims.Hear(frame.Message.Target, mac, isProbe: false);
        }
    }

    /// <inheritdoc/>
    protected override FilterInstruction[] BuildFilter(IReadOnlyCollection<IPAddressValue> answered) =>
        NdpFilter.Build(answered);

    /// <inheritdoc/>
    protected override int Answer(ReadOnlySpan<byte> frame, Span<byte> answer, out AddressCounters? counters) =>
        Respond(frame, answer, out counters) == NdpVerdict.Answer ? NdpFrame.LengthMax : 0;
}
