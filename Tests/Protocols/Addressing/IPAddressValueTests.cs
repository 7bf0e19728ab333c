using System.Net;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.Protocols.Ndp;

namespace MetalOrleans.Tests.Protocols.Addressing;

public sealed class IPAddressValueTests
{
    [Theory]
    [InlineData("192.0.2.10", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("2001:db8::f00a", false)]
    [InlineData("::", false)]
    [InlineData("::192.0.2.10", false)]
    public void Keeps_an_address_and_its_family(string text, bool isIPv4)
    {
        var value = IPAddressValue.From(IPAddress.Parse(text));

        Assert.Equal(isIPv4, value.IsIPv4);
        Assert.Equal(IPAddress.Parse(text).ToString(), value.ToString());
    }

    [Fact]
    public void The_families_do_not_meet() => Assert.NotEqual(
        IPAddressValue.From(IPAddress.Parse("0.0.0.1")), IPAddressValue.From(IPAddress.Parse("::1")));

    [Theory]
    [InlineData("fe80::1", true, false)]
    [InlineData("febf::1", true, false)]
    [InlineData("fec0::1", false, false)]
    [InlineData("ff02::1", false, true)]
    [InlineData("2001:db8::1", false, false)]
    public void Tells_what_kind_an_IPv6_address_is(string text, bool isLinkLocal, bool isMulticast)
    {
        var address = NdpVectors.Address(text);

        Assert.Equal((isLinkLocal, isMulticast), (address.IsLinkLocal, address.IsMulticast));
    }

    // RFC 4291 §2.7.1's example, and RFC 2464 §7.
    [Fact]
    public void Tells_the_group_of_those_who_may_have_an_address()
    {
        var group = NdpVectors.Address("4037::01:800:200e:8c6c").SolicitedNodeGroup;

        Assert.Equal("ff02::1:ff0e:8c6c", group.ToString());
        Assert.Equal("33:33:ff:0e:8c:6c", MacAddress.ForGroup(group).ToString());
    }
}
