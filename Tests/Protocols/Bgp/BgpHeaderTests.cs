using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Tests.Protocols.Bgp;

public sealed class BgpHeaderTests
{
    private const string Marker = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE 0013 04", "MessageHeader/1", "")]
    [InlineData(Marker + " 0012 04", "MessageHeader/2", "0012")]
    [InlineData(Marker + " 0014 04", "MessageHeader/2", "0014")] // a KEEPALIVE is a header
    [InlineData(Marker + " 001C 01", "MessageHeader/2", "001C")]
    [InlineData(Marker + " 0016 02", "MessageHeader/2", "0016")]
    [InlineData(Marker + " 0014 03", "MessageHeader/2", "0014")]
    [InlineData(Marker + " 0016 05", "MessageHeader/2", "0016")]
    [InlineData(Marker + " 1001 02", "MessageHeader/2", "1001")]
    [InlineData(Marker + " 0013 00", "MessageHeader/3", "00")]
    [InlineData(Marker + " 0013 06", "MessageHeader/3", "06")]
    public void Refuses_with_the_subcode_of_the_rule_that_is_broken(string octets, string error, string data) // RFC 4271 §6.1
    {
        Assert.False(BgpHeader.TryDecode(BgpOctets.Parse(octets), isExtended: false, out _, out var said));
        Assert.Equal(error, said!.ToString());
        Assert.Equal<byte>(BgpOctets.Parse(data), said.Data);
    }

    [Fact]
    public void Lets_only_updates_and_their_like_be_longer_where_both_sides_can() // RFC 8654 §4
    {
        Assert.True(BgpHeader.TryDecode(BgpOctets.Parse(Marker + " FFFF 02"), isExtended: true, out var header, out _));
        Assert.Equal(65535, header.MessageLength);
        Assert.False(BgpHeader.TryDecode(BgpOctets.Parse(Marker + " 1001 01"), isExtended: true, out _, out _));
    }

    [Fact]
    public void Writes_a_keepalive()
    {
        Assert.Equal(BgpOctets.Parse(Marker + " 0013 04"), BgpOctets.Encode(BgpHeader.WriteKeepalive));
    }

    [Fact]
    public void Carries_an_administrators_text_and_cuts_it_between_characters() // RFC 9003
    {
        var notification = BgpNotification.Cease(BgpErrorSubcode.Cease.AdministrativeShutdown, new string('ü', 200));

        var octets = BgpOctets.Encode(notification.Encode);

        Assert.True(BgpNotification.TryDecode(octets.AsSpan(BgpHeader.Length), out var read));
        Assert.Equal(notification, read);
        Assert.Equal(new string('ü', 127), read!.ShutdownText);
    }

    [Theory]
    [InlineData("06 02 05 41")] // longer than the data
    [InlineData("06 02 02 C328")] // no UTF-8
    [InlineData("06 02 00")]
    [InlineData("06 03 01 41")] // not a subcode with text
    public void Shows_no_text_that_is_none(string body)
    {
        Assert.True(BgpNotification.TryDecode(BgpOctets.Parse(body), out var read));
        Assert.Null(read!.ShutdownText);
    }

    [Fact]
    public void Asks_for_all_routes_and_refuses_another_length() // RFC 2918, RFC 7313 §5
    {
        var refresh = new BgpRouteRefresh(BgpFamily.IPv6Unicast, BgpRouteRefresh.Begin);

        var octets = BgpOctets.Encode(refresh.Encode);

        Assert.Equal(BgpOctets.Parse(Marker + " 0017 05 0002 01 01"), octets);
        Assert.True(BgpRouteRefresh.TryDecode(octets.AsSpan(BgpHeader.Length), out var read, out _));
        Assert.Equal(refresh, read);
        Assert.False(BgpRouteRefresh.TryDecode(BgpOctets.Parse("0001 00 01 00"), out _, out var error));
        Assert.Equal("RouteRefreshMessage/1", error!.ToString());
    }
}
