using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Protocols.Bfd;

public sealed class BfdControlPacketTests
{
    // Made by hand after RFC 5880 §4.1.
    public static TheoryData<string, BfdControlPacket> Vectors => new()
    {
        {
            "20400318000000010000000000 0f4240000493e000000000",
            new BfdControlPacket(BfdState.Down, BfdDiagnostic.None, BfdControlFlags.None, 3, 1, 0, 1_000_000, 300_000, 0)
        },
        {
            "23e005181234567889abcdef0000c3500000c3500000c350",
            new BfdControlPacket(
                BfdState.Up, BfdDiagnostic.NeighborSignaledSessionDown, BfdControlFlags.Poll, 5, 0x12345678, 0x89ABCDEF, 50_000, 50_000, 50_000)
        },
        {
            "2792ff18ffffffff00000001ffffffff0000000000000001",
            new BfdControlPacket(
                BfdState.Init, BfdDiagnostic.AdministrativelyDown, BfdControlFlags.Final | BfdControlFlags.Demand, 255, uint.MaxValue, 1, uint.MaxValue, 0, 1)
        },
    };

    public static TheoryData<string, string, BfdPacketError> Invalid => new()
    {
        { "nothing", "", BfdPacketError.Truncated },
        { "one octet short", "2040031800000001000000000 00f4240000493e0000000", BfdPacketError.Truncated },
        { "version 0", "00400318000000010000000000 0f4240000493e000000000", BfdPacketError.BadVersion },
        { "version 2", "40400318000000010000000000 0f4240000493e000000000", BfdPacketError.BadVersion },
        { "length 23", "20400317000000010000000000 0f4240000493e000000000", BfdPacketError.BadLength },
        { "length 24 with authentication", "20440318000000010000000000 0f4240000493e000000000", BfdPacketError.BadLength },
        { "length beyond the datagram", "20400319000000010000000000 0f4240000493e000000000", BfdPacketError.Truncated },
        { "multiplier 0", "20400018000000010000000000 0f4240000493e000000000", BfdPacketError.ZeroDetectMultiplier },
        { "multipoint", "20410318000000010000000000 0f4240000493e000000000", BfdPacketError.Multipoint },
        { "own discriminator 0", "20400318000000000000000000 0f4240000493e000000000", BfdPacketError.ZeroMyDiscriminator },
        { "Init without the peer's discriminator", "20800318000000010000000000 0f4240000493e000000000", BfdPacketError.ZeroYourDiscriminator },
        { "Up without the peer's discriminator", "20c00318000000010000000000 0f4240000493e000000000", BfdPacketError.ZeroYourDiscriminator },
        { "a simple password", "2044031c000000010000000000 0f4240000493e000000000 01040161", BfdPacketError.Authenticated },
    };

    /// <summary>
    /// Captured on 2026-11-21 from FRR 8.4.4 (bfdd, receive and transmit interval 50 ms, later `shutdown`) and BIRD 2.0.12 (min rx and tx
    /// interval 50 ms, later without its peer), each in a session with this implementation on one veth cable.
    /// </summary>
    public static TheoryData<string, string, BfdState, BfdControlFlags, uint> Captured => new()
    {
        { "FRR, coming up", "20800318a1f580d4cd4d523e000f4240000f42400000c350", BfdState.Init, BfdControlFlags.None, 1_000_000 },
        { "FRR, polling", "20e00318a1f580d4cd4d523e0000c3500000c3500000c350", BfdState.Up, BfdControlFlags.Poll, 50_000 },
        { "FRR, answering", "20d00318a1f580d4cd4d523e0000c3500000c3500000c350", BfdState.Up, BfdControlFlags.Final, 50_000 },
        { "FRR, up", "20c00318a1f580d4cd4d523e0000c3500000c3500000c350", BfdState.Up, BfdControlFlags.None, 50_000 },
        { "FRR, shut down", "20000318a1f580d4cd4d523e0000c3500000c3500000c350", BfdState.AdminDown, BfdControlFlags.None, 50_000 },
        { "FRR, shut down, answering", "20100318a1f580d4cd4d523e0000c3500000c3500000c350", BfdState.AdminDown, BfdControlFlags.Final, 50_000 },
        { "BIRD, coming up", "20800318940499803de9aa84000f42400000c35000000000", BfdState.Init, BfdControlFlags.None, 1_000_000 },
        { "BIRD, answering", "20d00318940499803de9aa840000c3500000c35000000000", BfdState.Up, BfdControlFlags.Final, 50_000 },
        { "BIRD, polling", "20e00318940499803de9aa840000c3500000c35000000000", BfdState.Up, BfdControlFlags.Poll, 50_000 },
        { "BIRD, up", "20c00318940499803de9aa840000c3500000c35000000000", BfdState.Up, BfdControlFlags.None, 50_000 },
        { "BIRD, alone again", "214003189404998000000000000f42400000c35000000000", BfdState.Down, BfdControlFlags.None, 1_000_000 },
    };

    [Theory]
    [MemberData(nameof(Captured))]
    public void Reads_what_routers_send_and_would_write_it_so(
        string what, string hex, BfdState state, BfdControlFlags flags, uint desiredMinTx)
    {
        var octets = Octets(hex);
        var written = new byte[BfdControlPacket.Length];

        Assert.True(BfdControlPacket.TryDecode(octets, out var packet, out var error), $"{what}: {error}");

        Assert.Equal((state, flags, 3, desiredMinTx), (packet.State, packet.Flags, packet.DetectMultiplier, packet.DesiredMinTxMicroseconds));
        packet.Encode(written);
        Assert.Equal(hex, Convert.ToHexStringLower(written));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Reads_and_writes_the_same_octets(string hex, BfdControlPacket packet)
    {
        var octets = Octets(hex);
        var written = new byte[BfdControlPacket.Length];

        Assert.True(BfdControlPacket.TryDecode(octets, out var read, out var error), error.ToString());

        Assert.Equal(packet, read);
        Assert.Equal(BfdControlPacket.Length, packet.Encode(written));
        Assert.Equal(Convert.ToHexStringLower(octets), Convert.ToHexStringLower(written));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Refuses_what_RFC_5880_discards_with_the_reason(string what, string hex, BfdPacketError expected)
    {
        Assert.False(BfdControlPacket.TryDecode(Octets(hex), out _, out var error), what);

        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(BfdState.AdminDown)]
    [InlineData(BfdState.Down)]
    public void A_system_that_has_not_heard_its_peer_may_leave_its_discriminator_out(BfdState state)
    {
        var octets = new byte[BfdControlPacket.Length];
        BfdStory.Packet(state, your: 0).Encode(octets);

        Assert.True(BfdControlPacket.TryDecode(octets, out _, out _));
    }

    [Fact]
    public void Octets_behind_the_packet_do_not_matter() =>
        Assert.True(BfdControlPacket.TryDecode(Octets("20400318000000010000000000 0f4240000493e000000000 ffff"), out _, out _));

    [Fact]
    public void What_is_valid_is_written_as_it_was_read() =>
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(BfdControlPacket.Length).Check(octets =>
        {
            octets[0] = (byte)(0x20 | (octets[0] & 0x1F));
            octets[3] = BfdControlPacket.Length;
            if (!BfdControlPacket.TryDecode(octets, out var packet, out _))
            {
                return true;
            }

            var written = new byte[BfdControlPacket.Length];
            packet.Encode(written);
            return written.AsSpan().SequenceEqual(octets);
        });

    [Fact]
    public void An_echo_packet_comes_back_as_it_left()
    {
        var packet = new BfdEchoPacket(0x12345678, 42, 0x0123_4567_89AB_CDEF);
        var octets = new byte[BfdEchoPacket.Length];

        Assert.Equal(BfdEchoPacket.Length, packet.Encode(octets));

        Assert.Equal("4d4f424512345678000000000000002a0123456789abcdef", Convert.ToHexStringLower(octets));
        Assert.True(BfdEchoPacket.TryDecode(octets, out var read));
        Assert.Equal(packet, read);
        Assert.False(BfdEchoPacket.TryDecode(octets.AsSpan(0, octets.Length - 1), out _));
        octets[0]++;
        Assert.False(BfdEchoPacket.TryDecode(octets, out _));
    }

    private static byte[] Octets(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
