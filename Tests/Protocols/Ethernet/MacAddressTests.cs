using System.Runtime.CompilerServices;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Tests.Protocols.Ethernet;

public sealed class MacAddressTests
{
    private static readonly byte[] Octets = [0x02, 0x00, 0x5e, 0x10, 0xab, 0x01];

    [Fact]
    public void Reads_and_writes_the_six_octets_in_wire_order()
    {
        var address = MacAddress.Read(Octets);
        var written = new byte[MacAddress.Length];
        address.Write(written);

        Assert.Equal(Octets, written);
        Assert.Equal("02:00:5e:10:ab:01", address.ToString());
    }

    [Fact]
    public void Takes_six_octets_in_memory()
    {
        Assert.Equal(6, Unsafe.SizeOf<MacAddress>());
    }

    [Theory]
    [InlineData("02:00:5e:10:ab:01", true)]
    [InlineData("FF:ff:FF:ff:FF:ff", true)]
    [InlineData("02:00:5e:10:ab", false)]
    [InlineData("02-00-5e-10-ab-01", false)]
    [InlineData("02:00:5e:10:ab:0g", false)]
    [InlineData("02:00:5e:10:ab:+1", false)]
    [InlineData("02:00:5e:10:ab:01 ", false)]
    [InlineData("", false)]
    public void Parses_six_pairs_between_colons_and_nothing_else(string text, bool isAddress)
    {
        Assert.Equal(isAddress, MacAddress.TryParse(text, out var address));

        if (isAddress)
        {
            Assert.Equal(text.ToLowerInvariant(), address.ToString());
        }
    }

    [Theory]
    [InlineData("ff:ff:ff:ff:ff:ff", true)]
    [InlineData("01:00:5e:00:00:01", true)]
    [InlineData("33:33:00:00:00:01", true)]
    [InlineData("02:00:00:00:00:01", false)]
    [InlineData("00:00:00:00:00:00", false)]
    public void Knows_a_group_by_the_lowest_bit_of_its_first_octet(string text, bool isGroup)
    {
        Assert.True(MacAddress.TryParse(text, out var address));

        Assert.Equal(isGroup, address.IsGroup);
    }
}
