using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.IP;

namespace MetalOrleans.Tests.Protocols.IP;

public sealed class InternetChecksumTests
{
    // The example of RFC 1071 §3: the words 0001 f203 f4f5 f6f7 sum to ddf2.
    [Fact]
    public void Sums_as_the_standards_example() =>
        Assert.Equal(unchecked((ushort)~0xDDF2), InternetChecksum.Of(Convert.FromHexString("0001f203f4f5f6f7")));

    [Theory]
    [InlineData("")]
    [InlineData("45")]
    [InlineData("4500003c1c46400040060000ac100a63ac100a0c")]
    [InlineData("ffffffffffffffffffffffffff")]
    public void Sums_as_the_definition_does(string hex) =>
        Assert.Equal(Definition(Convert.FromHexString(hex)), InternetChecksum.Of(Convert.FromHexString(hex)));

    [Fact]
    public void Sums_as_the_definition_does_for_any_octets() =>
        Prop.ForAll<byte[]>(octets => InternetChecksum.Of(octets) == Definition(octets)).QuickCheckThrowOnFailure();

    // RFC 1071 §1: pairs of octets are added with end-around carry; an odd one is padded with zero.
    private static ushort Definition(byte[] octets)
    {
        var sum = 0;
        for (var index = 0; index < octets.Length; index += 2)
        {
            sum += (octets[index] << 8) | (index + 1 < octets.Length ? octets[index + 1] : 0);
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
