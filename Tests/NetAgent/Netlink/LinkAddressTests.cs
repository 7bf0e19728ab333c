using System.Globalization;
using System.Net;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Tests.NetAgent.Netlink;

/// <summary>Which addresses lie in the subnet of an interface's own.</summary>
public sealed class LinkAddressTests
{
    [Theory]
    [InlineData("192.168.1.1/24", "192.168.1.255", true)]
    [InlineData("192.168.1.1/24", "192.168.2.1", false)]
    [InlineData("192.168.1.1/32", "192.168.1.1", true)]
    [InlineData("192.168.1.1/32", "192.168.1.0", false)]
    [InlineData("192.168.1.1/0", "203.0.113.9", true)]
    [InlineData("192.168.1.1/0", "2001:db8::1", false)]
    [InlineData("2001:db8:0:1::1/64", "2001:db8:0:1:ffff::", true)]
    [InlineData("2001:db8:0:1::1/64", "2001:db8:0:2::1", false)]
    [InlineData("2001:db8:0:1::1/63", "2001:db8::", true)]
    [InlineData("2001:db8::1/65", "2001:db8::7fff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8::1/65", "2001:db8::8000:0:0:0", false)]
    [InlineData("2001:db8::1/128", "2001:db8::1", true)]
    [InlineData("2001:db8::1/128", "2001:db8::", false)]
    [InlineData("2001:db8::1/0", "fe80::1", true)]
    [InlineData("2001:db8::1/0", "192.168.1.1", false)]
    public void An_address_is_covered_when_it_shares_the_subnets_bits(string own, string other, bool isCovered)
    {
        var parts = own.Split('/');
        var address = new LinkAddress(
            1,
            IPAddressValue.From(IPAddress.Parse(parts[0])),
            byte.Parse(parts[1], CultureInfo.InvariantCulture),
            LinkAddressFlags.None);

        Assert.Equal(isCovered, address.Covers(IPAddressValue.From(IPAddress.Parse(other))));
    }
}
