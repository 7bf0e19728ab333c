using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Tests.Protocols.Ethernet;

public sealed class EthernetHeaderTests
{
    private static readonly byte[] Octets = Convert.FromHexString("ffffffffffff" + "02005e100001" + "0806");

    private static readonly EthernetHeader Header = new(
        MacAddress.Broadcast, MacAddress.Read(Convert.FromHexString("02005e100001")), EtherType.Arp);

    [Fact]
    public void Decodes_the_vector()
    {
        Assert.True(EthernetHeader.TryDecode(Octets, out var header, out var error));
        Assert.Equal(Header, header);
        Assert.Equal(EthernetDecodeError.None, error);
    }

    [Fact]
    public void Encodes_the_vector()
    {
        var octets = new byte[EthernetHeader.Length];

        Assert.Equal(EthernetHeader.Length, Header.Encode(octets));
        Assert.Equal(Convert.ToHexString(Octets), Convert.ToHexString(octets));
    }

    [Theory]
    [InlineData("", EthernetDecodeError.Truncated)]
    [InlineData("ffffffffffff02005e10000108", EthernetDecodeError.Truncated)]
    [InlineData("ffffffffffff02005e10000105dc", EthernetDecodeError.LengthField)]
    [InlineData("ffffffffffff02005e10000105ff", EthernetDecodeError.LengthField)]
    [InlineData("ffffffffffff02005e1000010600", EthernetDecodeError.None)]
    public void Names_what_is_wrong_with_a_header(string hex, EthernetDecodeError expected)
    {
        Assert.Equal(
            expected == EthernetDecodeError.None,
            EthernetHeader.TryDecode(Convert.FromHexString(hex), out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Refuses_to_write_into_too_little_room()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Header.Encode(new byte[EthernetHeader.Length - 1]));
    }
}
