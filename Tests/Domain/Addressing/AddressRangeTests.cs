using FsCheck.Fluent;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Addressing;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("192.168.1.5/24", "192.168.1.0", "192.168.1.255")]
    [InlineData("10.0.0.1 - 10.0.0.9", "10.0.0.1", "10.0.0.9")]
    [InlineData("10.0.0.7-10.0.0.7", "10.0.0.7", "10.0.0.7")]
    [InlineData("10.0.0.7/32", "10.0.0.7", "10.0.0.7")]
    [InlineData("0.0.0.0/0", "0.0.0.0", "255.255.255.255")]
    [InlineData("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fc00:f853:ccd:e799::/124", "fc00:f853:ccd:e799::", "fc00:f853:ccd:e799::f")]
    [InlineData("2001:db8::1/128", "2001:db8::1", "2001:db8::1")]
    [InlineData("::ffff:1.2.3.4/120", "1.2.3.0", "1.2.3.255")]
    [InlineData("::ffff:1.2.3.4-1.2.3.9", "1.2.3.4", "1.2.3.9")]
    public void Reads_what_MetalLB_reads(string text, string first, string last)
    {
        var (range, error) = AddressRange.Parse(text);

        Assert.Null(error);
        Assert.Equal(new AddressRange(Address.Parse(first), Address.Parse(last), text), range);
    }

    [Theory]
    [InlineData("10.0.0.0", "invalid CIDR \"10.0.0.0\"")]
    [InlineData(" 10.0.0.0/24", "invalid CIDR \" 10.0.0.0/24\"")]
    [InlineData("10.0.0.0/24 ", "invalid CIDR \"10.0.0.0/24 \"")]
    [InlineData("10.0.0.0/33", "invalid CIDR \"10.0.0.0/33\"")]
    [InlineData("10.0.0.0/+8", "invalid CIDR \"10.0.0.0/+8\"")]
    [InlineData("10.0.0.0/", "invalid CIDR \"10.0.0.0/\"")]
    [InlineData("::/129", "invalid CIDR \"::/129\"")]
    [InlineData("192.168.001.0/24", "invalid CIDR \"192.168.001.0/24\"")]
    [InlineData("fe80::1%eth0/64", "invalid CIDR \"fe80::1%eth0/64\"")]
    [InlineData("", "invalid CIDR \"\"")]
    [InlineData("010.0.0.1-10.0.0.2", "invalid IP range \"010.0.0.1-10.0.0.2\": invalid start IP \"010.0.0.1\"")]
    [InlineData("10.0.0.1-", "invalid IP range \"10.0.0.1-\": invalid end IP \"\"")]
    [InlineData("10.0.0.1-10.0.0.2-3", "invalid IP range \"10.0.0.1-10.0.0.2-3\": invalid end IP \"10.0.0.2-3\"")]
    [InlineData(
        "10.0.0.9-10.0.0.1",
        "invalid IP range \"10.0.0.9-10.0.0.1\": start IP \"10.0.0.9\" is after the end IP \"10.0.0.1\"")]
    [InlineData(
        "10.0.0.1-2001:db8::1",
        "invalid IP range \"10.0.0.1-2001:db8::1\": start IP \"10.0.0.1\" and end IP \"2001:db8::1\" are of different families")]
    [InlineData(
        "::ffff:1.2.3.4/95",
        "invalid CIDR \"::ffff:1.2.3.4/95\": an IPv4-mapped prefix needs a length of at least 96")]
    public void Refuses_the_rest_in_MetalLBs_words(string text, string error) =>
        Assert.Equal(new AddressRangeResult(null, error), AddressRange.Parse(text));

    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.0/24")]
    [InlineData("192.168.1.240-192.168.1.250", "192.168.1.240/29 192.168.1.248/31 192.168.1.250/32")]
    [InlineData("10.0.0.1-10.0.0.6", "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32")]
    [InlineData("0.0.0.0-255.255.255.255", "0.0.0.0/0")]
    [InlineData("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0")]
    [InlineData("::1-::1", "::1/128")]
    public void Decomposes_into_the_fewest_prefixes(string text, string prefixes) =>
        Assert.Equal(prefixes, string.Join(' ', Given.Range(text).ToPrefixes()));

    [Fact]
    public void Prefixes_cover_the_range_exactly_and_cannot_be_merged() => Arbitraries.Ranges.Check(range =>
    {
        var prefixes = range.ToPrefixes().ToList();
        var isAligned = prefixes.All(prefix => Prefix.Of(prefix.Network, prefix.Length) == prefix);
        var isSeamless = prefixes.Zip(prefixes.Skip(1)).All(
            pair => pair.First.Last.Value + 1 == pair.Second.Network.Value);
        var isMinimal = prefixes.Zip(prefixes.Skip(1)).All(
            pair => pair.First.Length != pair.Second.Length
                || Prefix.Of(pair.First.Network, pair.First.Length - 1)
                    != Prefix.Of(pair.Second.Network, pair.Second.Length - 1));
        return isAligned && isSeamless && isMinimal
            && prefixes[0].Network == range.First && prefixes[^1].Last == range.Last;
    });

    [Fact]
    public void Overlap_is_symmetric_and_means_a_common_address() =>
        Gen.Two(Arbitraries.CrowdedRanges).Check(pair =>
        {
            var (one, other) = pair;
            var hasCommon = AddressesOf(one).Any(other.Contains);
            return one.Overlaps(other) == hasCommon && other.Overlaps(one) == hasCommon;
        });

    private static IEnumerable<Address> AddressesOf(AddressRange range)
    {
        for (var value = range.First.Value; value <= range.Last.Value; value++)
        {
            yield return Address.FromValue(value, range.Family);
        }
    }
}
