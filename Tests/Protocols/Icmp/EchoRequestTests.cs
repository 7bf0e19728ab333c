using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Tests.Protocols.Ndp;

namespace MetalOrleans.Tests.Protocols.Icmp;

/// <summary>The vectors were captured from a packet socket on a veth pair between Linux 6.18 neighbours.</summary>
public sealed class EchoRequestTests
{
    // ping -c1 -s8 192.0.2.10 and ping -6 -c1 -s8 2001:db8::f00a.
    public const string IPv4Request =
        "02000000000a020000000001080045000024b0e84000400105e5c0000201"
        + "c000020a08007df86df600010001020304050607";
    public const string IPv6Request =
        "02000000000a02000000000186dd6001a3ee00103a4020010db800000000"
        + "000000000000000120010db800000000000000000000f00a8000be7169b400010001020304050607";

    [Fact]
    public void Answers_the_kernels_IPv4_request_with_its_data()
    {
        var (request, reply) = Answer(IPv4Request);

        Assert.Equal(("192.0.2.1", "192.0.2.10"), (request.Source.ToString(), request.Target.ToString()));
        Assert.Equal(
            "02000000000102000000000a080045000024000040004001b6cdc000020a"
            + "c0000201000085f86df600010001020304050607",
            reply);
    }

    [Fact]
    public void Answers_the_kernels_IPv6_request_with_its_data()
    {
        var (request, reply) = Answer(IPv6Request);

        Assert.Equal(("2001:db8::1", "2001:db8::f00a"), (request.Source.ToString(), request.Target.ToString()));
        Assert.Equal(
            "02000000000102000000000a86dd6000000000103a4020010db800000000"
            + "000000000000f00a20010db80000000000000000000000018100bd7169b400010001020304050607",
            reply);
    }

    [Theory]
    [InlineData(0, 0x03, EchoDecodeError.BadDestination)]
    [InlineData(6, 0x03, EchoDecodeError.BadSender)]
    [InlineData(12, 0x05, EchoDecodeError.NotIP)]
    [InlineData(13, 0x06, EchoDecodeError.NotIP)]
    [InlineData(14, 0x46, EchoDecodeError.Header)]
    [InlineData(17, 0xFF, EchoDecodeError.Header)]
    [InlineData(20, 0x20, EchoDecodeError.Header)]
    [InlineData(34, 0x00, EchoDecodeError.NotEchoRequest)]
    [InlineData(35, 0x01, EchoDecodeError.NotEchoRequest)]
    [InlineData(41, 0x77, EchoDecodeError.Message)]
    public void Names_why_a_frame_is_not_answered(int offset, byte value, EchoDecodeError expected)
    {
        var frame = Convert.FromHexString(IPv4Request);
        frame[offset] = value;

        Assert.False(EchoRequest.TryDecode(frame, NdpVectors.Interface, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(IPv4Request)]
    [InlineData(IPv6Request)]
    public void Every_shorter_prefix_of_a_frame_is_refused(string vector)
    {
        var frame = Convert.FromHexString(vector);

        Assert.All(
            Enumerable.Range(0, frame.Length),
            length => Assert.False(EchoRequest.TryDecode(frame.AsSpan(0, length), NdpVectors.Interface, out _, out _)));
    }

    // Invariant 5: parsing never throws.
    [Fact]
    public void Never_throws_on_random_octets() =>
        Prop.ForAll<byte[]>(frame =>
                EchoRequest.TryDecode(frame, NdpVectors.Interface, out _, out var error) == (error == EchoDecodeError.None))
            .QuickCheckThrowOnFailure();

    private static (EchoRequest Request, string Reply) Answer(string vector)
    {
        var frame = Convert.FromHexString(vector);
        Assert.True(EchoRequest.TryDecode(frame, NdpVectors.Interface, out var request, out var error), error.ToString());
        var reply = new byte[request.ReplyLength];
        Assert.Equal(reply.Length, request.EncodeReply(frame, NdpVectors.Interface, reply));
        return (request, Convert.ToHexStringLower(reply));
    }
}
