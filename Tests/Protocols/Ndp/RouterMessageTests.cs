using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;

namespace MetalOrleans.Tests.Protocols.Ndp;

/// <summary>RFC 4861 §4.1, §4.2: how peers of unnumbered sessions find each other.</summary>
public sealed class RouterMessageTests
{
    private static readonly MacAddress Mac = MacAddress.Read([2, 0, 0, 0, 0, 9]);

    // Lifetime 0: no host takes the sender for a default router.
    [Fact]
    public void An_advertisement_says_where_its_sender_is_and_nothing_else()
    {
        var octets = new byte[RouterMessage.AdvertisementLength];

        Assert.Equal(octets.Length, RouterMessage.WriteAdvertisement(octets, Mac));

        Assert.Equal("86000000000000000000000000000000" + "0101020000000009", Convert.ToHexString(octets));
        Assert.Equal(Icmpv6Type.RouterAdvertisement, RouterMessage.Judge(octets));
    }

    [Fact]
    public void A_solicitation_asks()
    {
        var octets = new byte[RouterMessage.SolicitationLength];

        Assert.Equal(octets.Length, RouterMessage.WriteSolicitation(octets, Mac));

        Assert.Equal("8500000000000000" + "0101020000000009", Convert.ToHexString(octets));
        Assert.Equal(Icmpv6Type.RouterSolicitation, RouterMessage.Judge(octets));
    }

    [Theory]
    [InlineData("")]
    [InlineData("86")]
    [InlineData("860000000000000000000000000000")]
    [InlineData("86010000000000000000000000000000")]
    [InlineData("85000000000000")]
    [InlineData("87000000000000000000000000000000")]
    public void What_is_neither_is_neither(string hex) =>
        Assert.Equal(Icmpv6Type.None, RouterMessage.Judge(Convert.FromHexString(hex)));
}
