using System.Buffers.Binary;
using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.IP;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>Neighbor solicitations and advertisements, and what the responder makes of them.</summary>
internal sealed class NdpTarget : IFuzzTarget
{
    private const int HeaderOffset = EthernetHeader.Length;
    private const int MessageOffset = HeaderOffset + IPv6Header.Length;

    private static readonly MacAddress Mac = MacAddress.Read([2, 0, 0, 0, 0, 10]);

    public string Name => "ndp";

    // To a group, to an address, from nobody with a nonce, and an advertisement, as Linux sends them.
    public ImmutableArray<byte[]> Samples { get; } =
    [
        Convert.FromHexString(
            "3333ff00f00a02000000000186dd6000000000203aff20010db8000000000000000000000001ff0200000000000000000001ff00f00a"
            + "87003c150000000020010db800000000000000000000f00a0101020000000001"),
        Convert.FromHexString(
            "02000000000a02000000000186dd6000000000203afffe80000000000000000000fffe00000120010db800000000000000000000f00a"
            + "87003c990000000020010db800000000000000000000f00a0101020000000001"),
        Convert.FromHexString(
            "3333ff00f00b02000000000a86dd6000000000203aff00000000000000000000000000000000ff0200000000000000000001ff00f00b"
            + "87009a120000000020010db800000000000000000000f00b0e01516f92e8e063"),
        Convert.FromHexString(
            "02000000000102000000000a86dd6000000000203aff20010db800000000000000000000f00a20010db8000000000000000000000001"
            + "8800aa576000000020010db800000000000000000000f00a020102000000000a"),
    ];

    // The length, which most changes of it make wrong, then the checksum.
    public void Repair(Span<byte> input)
    {
        if (input.Length < MessageOffset + NdpMessage.HeaderLength)
        {
            return;
        }

        var packet = input[HeaderOffset..];
        var message = input[MessageOffset..];
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)message.Length);
        message[2..4].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(
            message[2..], InternetChecksum.OfIcmpv6(IPv6Address.Read(packet[8..]), IPv6Address.Read(packet[24..]), message));
    }

    public bool Parse(ReadOnlySpan<byte> input)
    {
        var isOne = NdpFrame.TryDecode(input, out var frame, out var error);
        FuzzFailedException.ThrowUnless(isOne == (error == NdpDecodeError.None), "a refusal without a reason");
        Span<byte> octets = stackalloc byte[NdpFrame.LengthMax];
        if (isOne)
        {
            // Options that are passed over are not written, so it is the meaning that is compared.
            var length = frame.Encode(octets);
            FuzzFailedException.ThrowUnless(
                NdpFrame.TryDecode(octets[..length], out var again, out _) && again == frame, "a frame that is not read as it was written");
        }

        var verdict = NdpResponder.Judge(input, Mac, default(Everything), out var solicitation);
        FuzzFailedException.ThrowUnless(isOne == (verdict != NdpVerdict.Malformed), "a verdict that contradicts the codec");
        if (verdict == NdpVerdict.Answer)
        {
            FuzzFailedException.ThrowUnless(
                solicitation.Message.Type == Icmpv6Type.NeighborSolicitation, "an answer to what is no solicitation");
            var length = NdpFrame.AnswerTo(solicitation, Mac).Encode(octets);
            FuzzFailedException.ThrowUnless(NdpFrame.TryDecode(octets[..length], out _, out _), "an answer that is not valid");
        }

        return isOne;
    }

    private readonly struct Everything : INdpAnnouncements
    {
        public AnnouncementScope Find(IPv6Address address) => AnnouncementScope.ThisInterface;
    }
}
