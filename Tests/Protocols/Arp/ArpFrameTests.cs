using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using IPv4Address = MetalOrleans.Protocols.Addressing.IPv4Address;

namespace MetalOrleans.Tests.Protocols.Arp;

public sealed class ArpFrameTests
{
    [Fact]
    public void Decodes_a_padded_request()
    {
        Assert.True(ArpFrame.TryDecode(
            Convert.FromHexString(ArpVectors.BroadcastRequest), out var frame, out var error));
        Assert.Equal(ArpVectors.BroadcastRequestFrame, frame);
        Assert.Equal(ArpDecodeError.None, error);
    }

    [Fact]
    public void Encodes_the_reply_vector()
    {
        Assert.Equal(ArpVectors.Reply, Convert.ToHexStringLower(ArpVectors.Encode(ArpVectors.ReplyFrame)));
    }

    // L-071: unicast to the requester, sender fields from the receiving interface and the address asked for.
    [Fact]
    public void Answers_a_request_with_the_interfaces_own_address()
    {
        var reply = ArpFrame.ReplyTo(ArpVectors.BroadcastRequestFrame.Packet, ArpVectors.Interface);

        Assert.Equal(ArpVectors.ReplyFrame, reply);
    }

    // L-072, request form: sender and target address are the announced one, the target hardware address is broadcast.
    [Fact]
    public void Encodes_the_request_form_of_a_gratuitous_announcement()
    {
        var octets = ArpVectors.Encode(ArpFrame.GratuitousRequest(ArpVectors.Announced, ArpVectors.Interface));

        Assert.Equal(
            "ffffffffffff02000000000a0806" + "0001080006040001" + "02000000000ac000020a" + "ffffffffffffc000020a",
            Convert.ToHexStringLower(octets));
    }

    // L-072, reply form, with our deviation: the target hardware address is the interface's own.
    [Fact]
    public void Encodes_the_reply_form_of_a_gratuitous_announcement()
    {
        var octets = ArpVectors.Encode(ArpFrame.GratuitousReply(ArpVectors.Announced, ArpVectors.Interface));

        Assert.Equal(
            "ffffffffffff02000000000a0806" + "0001080006040002" + "02000000000ac000020a" + "02000000000ac000020a",
            Convert.ToHexStringLower(octets));
    }

    // RFC 5227 §2.1.1.
    [Fact]
    public void Encodes_a_probe_from_the_unspecified_address()
    {
        var frame = ArpFrame.Probe(ArpVectors.Announced, ArpVectors.Interface);

        Assert.Equal(
            "ffffffffffff02000000000a0806" + "0001080006040001" + "02000000000a00000000" + "000000000000c000020a",
            Convert.ToHexStringLower(ArpVectors.Encode(frame)));
        Assert.True(frame.Packet.IsProbe);
        Assert.False(frame.Packet.IsGratuitous);
    }

    [Theory]
    [InlineData("", ArpDecodeError.Truncated)]
    [InlineData("ffffffffffff0200000000010806", ArpDecodeError.Truncated)]
    [InlineData("ffffffffffff02000000000105dc", ArpDecodeError.NotEthernet)]
    [InlineData("ffffffffffff0200000000010800", ArpDecodeError.NotArp)]
    [InlineData("ffffffffffff0200000000018100", ArpDecodeError.NotArp)]
    public void Names_what_is_wrong_with_a_frame(string hex, ArpDecodeError expected)
    {
        Assert.False(ArpFrame.TryDecode(Convert.FromHexString(hex), out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(14, 0x06, ArpDecodeError.HardwareType)]
    [InlineData(15, 0x06, ArpDecodeError.HardwareType)]
    [InlineData(18, 0x08, ArpDecodeError.HardwareType)]
    [InlineData(16, 0x86, ArpDecodeError.ProtocolType)]
    [InlineData(17, 0x06, ArpDecodeError.ProtocolType)]
    [InlineData(19, 0x10, ArpDecodeError.ProtocolType)]
    public void Names_which_field_is_not_of_IPv4_on_Ethernet(int offset, byte value, ArpDecodeError expected)
    {
        var octets = Convert.FromHexString(ArpVectors.Reply);
        octets[offset] = value;

        Assert.False(ArpFrame.TryDecode(octets, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Every_shorter_prefix_of_a_frame_is_truncated()
    {
        var octets = Convert.FromHexString(ArpVectors.Reply);

        Assert.All(
            Enumerable.Range(0, ArpFrame.Length),
            length =>
            {
                Assert.False(ArpFrame.TryDecode(octets.AsSpan(0, length), out _, out var error));
                Assert.Equal(ArpDecodeError.Truncated, error);
            });
    }

    // Invariant 5: parsing never throws.
    [Fact]
    public void Never_throws_on_random_octets()
    {
        Prop.ForAll<byte[]>(octets => ArpFrame.TryDecode(octets, out _, out var error) == (error == ArpDecodeError.None))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Never_throws_on_a_frame_with_changed_octets()
    {
        Prop.ForAll<(int Offset, byte Value, int Length)>(change =>
        {
            var octets = Convert.FromHexString(ArpVectors.BroadcastRequest);
            octets[(int)((uint)change.Offset % octets.Length)] = change.Value;
            var length = (int)((uint)change.Length % (octets.Length + 1));
            return ArpFrame.TryDecode(octets.AsSpan(0, length), out _, out var error) == (error == ArpDecodeError.None);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_encoded_is_decoded_to_the_same()
    {
        Prop.ForAll<(ushort Operation, uint Sender, uint Target)>(fields =>
        {
            var frame = new ArpFrame(
                ArpVectors.Client,
                ArpVectors.Interface,
                new ArpPacket(
                    (ArpOperation)fields.Operation,
                    ArpVectors.Interface,
                    new IPv4Address(fields.Sender),
                    MacAddress.Broadcast,
                    new IPv4Address(fields.Target)));
            return ArpFrame.TryDecode(ArpVectors.Encode(frame), out var decoded, out _) && decoded == frame;
        }).QuickCheckThrowOnFailure();
    }
}
