using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.IP;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;
using MetalOrleans.Tests.Protocols.Arp;
using IPv6Address = MetalOrleans.Protocols.Addressing.IPv6Address;

namespace MetalOrleans.Tests.Protocols.Ndp;

public sealed class NdpFrameTests
{
    private const int MessageOffset = 54;

    public static TheoryData<string> Vectors =>
        [NdpVectors.MulticastSolicitation, NdpVectors.UnicastSolicitation, NdpVectors.KernelAdvertisement];

    [Fact]
    public void Decodes_the_kernels_solicitations()
    {
        Assert.Equal(NdpVectors.MulticastSolicitationFrame, Decode(NdpVectors.MulticastSolicitation));
        Assert.Equal(NdpVectors.UnicastSolicitationFrame, Decode(NdpVectors.UnicastSolicitation));
    }

    [Fact]
    public void Decodes_the_kernels_advertisement() =>
        Assert.Equal(NdpVectors.KernelAdvertisementFrame, Decode(NdpVectors.KernelAdvertisement));

    // RFC 7527: the nonce of a probe is an option that is passed over.
    [Fact]
    public void Decodes_the_kernels_probe()
    {
        var probe = Decode(NdpVectors.Probe);

        Assert.True(probe.IsProbe);
        Assert.Null(probe.Message.LinkLayer);
        Assert.Equal(NdpVectors.Address("2001:db8::f00b"), probe.Message.Target);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Encodes_what_it_decoded(string vector) =>
        Assert.Equal(vector, Convert.ToHexStringLower(NdpVectors.Encode(Decode(vector))));

    // L-082: unicast to the one who asked, solicited, not override, not a router, with the interface's own MAC. From the
    // address asked for: ndisc6 takes no answer from another one.
    [Fact]
    [Trait("Ref", "L-082")]
    public void Answers_a_solicitation_with_the_interfaces_own_address()
    {
        var answer = NdpFrame.AnswerTo(NdpVectors.MulticastSolicitationFrame, NdpVectors.Interface);

        Assert.Equal(
            "020000000001" + "02000000000a" + "86dd" + "600000000020" + "3aff"
            + "20010db800000000000000000000f00a" + "20010db8000000000000000000000001"
            + "8800" + "ca57" + "40000000" + "20010db800000000000000000000f00a" + "0201" + "02000000000a",
            Convert.ToHexStringLower(NdpVectors.Encode(answer)));
    }

    // RFC 4861 §7.2.4: a solicitation to the address itself need not name a link-layer address.
    [Fact]
    public void Answers_to_where_a_solicitation_came_from_when_it_names_no_link_layer_address()
    {
        var asked = NdpVectors.UnicastSolicitationFrame;
        var answer = NdpFrame.AnswerTo(asked with { Message = asked.Message with { LinkLayer = null } }, NdpVectors.Interface);

        Assert.Equal(NdpVectors.Client, answer.Destination);
    }

    // RFC 4861 §7.2.4, RFC 4862 §5.4.4: to all nodes, not solicited, override.
    [Fact]
    [Trait("Ref", "L-084")]
    public void Answers_a_probe_before_everybody()
    {
        var answer = NdpFrame.AnswerTo(Decode(NdpVectors.Probe), NdpVectors.Interface);

        Assert.Equal(NdpFrame.Unsolicited(NdpVectors.Address("2001:db8::f00b"), NdpVectors.Interface), answer);
    }

    [Fact]
    [Trait("Ref", "L-083")]
    public void Encodes_the_unsolicited_advertisement() => Assert.Equal(
        "333300000001" + "02000000000a" + "86dd" + "600000000020" + "3aff"
        + "20010db800000000000000000000f00a" + "ff020000000000000000000000000001"
        + "8800" + "190e" + "20000000" + "20010db800000000000000000000f00a" + "0201" + "02000000000a",
        Convert.ToHexStringLower(NdpVectors.Encode(NdpFrame.Unsolicited(NdpVectors.Announced, NdpVectors.Interface))));

    // RFC 4862 §5.4.2: from ::, to the group, without a link-layer address.
    [Fact]
    public void Encodes_a_probe_from_the_unspecified_address()
    {
        var probe = NdpFrame.Probe(NdpVectors.Announced, NdpVectors.Interface);

        Assert.True(probe.IsProbe);
        Assert.Equal(
            "3333ff00f00a" + "02000000000a" + "86dd" + "600000000018" + "3aff" + new string('0', 32)
            + "ff0200000000000000000001ff00f00a" + "8700",
            Convert.ToHexStringLower(NdpVectors.Encode(probe))[..112]);
        Assert.Equal(probe, Decode(Convert.ToHexString(NdpVectors.Encode(probe))));
    }

    [Fact]
    public void Ignores_padding_behind_the_packet() =>
        Assert.Equal(NdpVectors.MulticastSolicitationFrame, Decode(NdpVectors.MulticastSolicitation + "00000000"));

    // RFC 4861 §7.1.1, §7.1.2, check by check. The checksum is made right again after each change.
    [Theory]
    [InlineData(12, 0x05, NdpDecodeError.NotEthernet)]
    [InlineData(12, 0x08, NdpDecodeError.NotIPv6)]
    [InlineData(14, 0x45, NdpDecodeError.NotIPv6)]
    [InlineData(19, 0x21, NdpDecodeError.Truncated)]
    [InlineData(20, 0x00, NdpDecodeError.NotIcmp)]
    [InlineData(21, 0xFE, NdpDecodeError.HopLimit)]
    [InlineData(54, 0x86, NdpDecodeError.NotNeighbor)]
    [InlineData(55, 0x01, NdpDecodeError.Code)]
    [InlineData(62, 0xFF, NdpDecodeError.Target)]
    [InlineData(79, 0x00, NdpDecodeError.Option)]
    [InlineData(79, 0x02, NdpDecodeError.Option)]
    public void Names_the_rule_that_a_solicitation_breaks(int offset, byte value, NdpDecodeError expected)
    {
        var octets = Convert.FromHexString(NdpVectors.MulticastSolicitation);
        octets[offset] = value;

        Assert.Equal(expected, ErrorOf(WithChecksum(octets)));
    }

    [Fact]
    public void A_wrong_checksum_is_told()
    {
        var octets = Convert.FromHexString(NdpVectors.MulticastSolicitation);
        octets[^1] ^= 1;

        Assert.Equal(NdpDecodeError.Checksum, ErrorOf(octets));
    }

    [Fact]
    public void A_link_layer_address_of_another_length_is_told()
    {
        var octets = Convert.FromHexString(NdpVectors.MulticastSolicitation + "0000000000000000");
        octets[19] = 0x28;
        octets[79] = 2;

        Assert.Equal(NdpDecodeError.LinkLayerLength, ErrorOf(WithChecksum(octets)));
    }

    [Fact]
    public void A_message_shorter_than_its_fixed_part_is_truncated()
    {
        var octets = Convert.FromHexString(NdpVectors.MulticastSolicitation);
        octets[19] = 23;

        Assert.Equal(NdpDecodeError.Truncated, ErrorOf(WithChecksum(octets)));
        octets[19] = 0;
        Assert.Equal(NdpDecodeError.Checksum, ErrorOf(octets));
    }

    // RFC 4861 §7.1.1, last two rules.
    [Fact]
    public void A_probe_to_another_group_or_with_a_link_layer_address_is_told()
    {
        var probe = NdpFrame.Probe(NdpVectors.Announced, NdpVectors.Interface);

        Assert.Equal(NdpDecodeError.Unspecified, ErrorOf(NdpVectors.Encode(probe with { DestinationAddress = IPv6Address.AllNodes })));
        Assert.Equal(NdpDecodeError.Unspecified, ErrorOf(NdpVectors.Encode(
            probe with { Message = probe.Message with { LinkLayer = NdpVectors.Interface } })));
    }

    // RFC 4861 §7.1.2.
    [Fact]
    public void A_solicited_advertisement_for_a_group_is_told()
    {
        var unsolicited = NdpFrame.Unsolicited(NdpVectors.Announced, NdpVectors.Interface);
        var message = unsolicited.Message with { Flags = NdpFlags.Solicited };

        Assert.Equal(NdpDecodeError.SolicitedGroup, ErrorOf(NdpVectors.Encode(unsolicited with { Message = message })));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Every_shorter_prefix_of_a_frame_is_truncated(string vector)
    {
        var octets = Convert.FromHexString(vector);

        Assert.All(
            Enumerable.Range(0, octets.Length),
            length => Assert.Equal(NdpDecodeError.Truncated, ErrorOf(octets[..length])));
    }

    // Invariant 5: parsing never throws.
    [Fact]
    public void Never_throws_on_random_octets()
    {
        Prop.ForAll<byte[]>(octets => NdpFrame.TryDecode(octets, out _, out var error) == (error == NdpDecodeError.None))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Never_throws_on_a_frame_with_changed_octets()
    {
        Prop.ForAll<(int Offset, byte Value, int Length)>(change =>
        {
            var octets = Convert.FromHexString(NdpVectors.UnicastSolicitation);
            octets[(int)((uint)change.Offset % octets.Length)] = change.Value;
            WithChecksum(octets);
            var length = (int)((uint)change.Length % (octets.Length + 1));
            return NdpFrame.TryDecode(octets.AsSpan(0, length), out _, out var error) == (error == NdpDecodeError.None);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_encoded_is_decoded_to_the_same()
    {
        Prop.ForAll<(ulong High, ulong Low, bool HasMac)>(fields =>
        {
            // 2001:db8::/32 keeps groups out.
            var target = new IPv6Address(0x2001_0DB8_0000_0000 | (fields.High & 0xFFFF_FFFF), fields.Low);
            var frame = NdpVectors.UnicastSolicitationFrame with
            {
                DestinationAddress = target,
                Message = new NdpMessage(
                    Icmpv6Type.NeighborSolicitation, NdpFlags.None, target, fields.HasMac ? ArpVectors.Client : null),
            };
            return NdpFrame.TryDecode(NdpVectors.Encode(frame), out var decoded, out _) && decoded == frame;
        }).QuickCheckThrowOnFailure();
    }

    private static NdpFrame Decode(string hex)
    {
        Assert.True(NdpFrame.TryDecode(Convert.FromHexString(hex), out var frame, out var error), error.ToString());
        return frame;
    }

    private static NdpDecodeError ErrorOf(byte[] octets)
    {
        Assert.False(NdpFrame.TryDecode(octets, out _, out var error));
        return error;
    }

    private static byte[] WithChecksum(byte[] octets)
    {
        var length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(18)), octets.Length - MessageOffset);
        var message = octets.AsSpan(MessageOffset, length);
        message[2..4].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(
            message[2..],
            InternetChecksum.OfIcmpv6(IPv6Address.Read(octets.AsSpan(22)), IPv6Address.Read(octets.AsSpan(38)), message));
        return octets;
    }
}
