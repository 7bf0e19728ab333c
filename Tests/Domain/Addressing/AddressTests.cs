using System.Net;
using FsCheck.Fluent;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Addressing;

public sealed class AddressTests
{
    // The right column is what Go 1.25's netip.Addr prints for the left one; L-040 hashes that text.
    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("192.168.1.240", "192.168.1.240")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("1::", "1::")]
    [InlineData("FC00:F853:CCD:E799::", "fc00:f853:ccd:e799::")]
    [InlineData("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1")]
    [InlineData("1:0:0:2:0:0:0:3", "1:0:0:2::3")]
    [InlineData("1:2:3:4:5:6:0:8", "1:2:3:4:5:6:0:8")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    [InlineData("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8")]
    [InlineData("::1.2.3.4", "::102:304")]
    [InlineData("64:ff9b::192.0.2.33", "64:ff9b::c000:221")]
    [InlineData("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304")]
    [InlineData("::ffff:1.2.3.4", "::ffff:1.2.3.4")]
    [InlineData("::ffff:102:304", "::ffff:1.2.3.4")]
    [InlineData("::fffe:102:304", "::fffe:102:304")]
    public void Prints_the_canonical_text(string text, string canonical)
    {
        Assert.True(Address.TryParse(text, out var address));
        Assert.Equal(canonical, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.4.")]
    [InlineData(".1.2.3.4")]
    [InlineData("1..2.3")]
    [InlineData("010.0.0.1")]
    [InlineData("192.168.001.1")]
    [InlineData("00.0.0.0")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.4444444444")]
    [InlineData("+1.2.3.4")]
    [InlineData("0x1.2.3.4")]
    [InlineData(" 1.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1.2.3.4:80")]
    [InlineData("1.2.3.4::")]
    [InlineData("16909060")]
    [InlineData(":")]
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData(":::")]
    [InlineData("1:::2")]
    [InlineData("1::2::3")]
    [InlineData("12345::")]
    [InlineData("00001::")]
    [InlineData("g::")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("1:2:3:4::5:6:7:8")]
    [InlineData("::1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("1:2:3:4:5:1.2.3.4")]
    [InlineData("::1.2.3")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("::01.2.3.4")]
    [InlineData("::ffff:1.2.3.4.5")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::1/128")]
    [InlineData("None")]
    public void Refuses_what_is_not_strictly_an_address(string? text) => Assert.False(Address.TryParse(text, out _));

    [Fact]
    public void Text_and_octets_round_trip() => Arbitraries.Addresses.Check(
        address => Address.Parse(address.ToString()) == address && Address.FromBytes(address.ToBytes()) == address);

    [Fact]
    public void The_base_library_reads_the_same_octets_out_of_the_text() => Arbitraries.Addresses.Check(
        address => IPAddress.Parse(address.ToString()).GetAddressBytes().SequenceEqual(address.ToBytes()));

    [Fact]
    public void Reading_random_text_never_throws_and_what_it_takes_it_prints_back()
    {
        var characters = Gen.Elements("0123456789abcdefF:.:.:%/ -xg".ToCharArray());
        Gen.ArrayOf(characters).Select(text => new string(text)).Check(
            text => !Address.TryParse(text, out var address) || Address.Parse(address.ToString()) == address,
            times: 20_000);
    }

    [Fact]
    public void Orders_IPv4_before_IPv6_and_then_by_value()
    {
        var sorted = Given.Addresses("9.0.0.0", "10.0.0.0", "200.0.0.1", "::", "::ffff:1.2.3.4", "8000::");

        Assert.Equal(sorted, sorted.Reverse().Order());
    }

    [Theory]
    [InlineData("::ffff:1.2.3.4", "1.2.3.4")]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("::1.2.3.4", "::102:304")]
    [InlineData("1::ffff:1.2.3.4", "1::ffff:102:304")]
    public void Unmaps_only_IPv4_mapped_addresses(string text, string unmapped) =>
        Assert.Equal(unmapped, Address.Parse(text).Unmap().ToString());

    [Fact]
    public void Refuses_octets_of_another_length() =>
        Assert.Throws<ArgumentException>(() => Address.FromBytes(new byte[5]));
}
