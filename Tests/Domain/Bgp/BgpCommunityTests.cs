using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Tests.Domain.Bgp;

public sealed class BgpCommunityTests
{
    [Theory] // C-053, C-120
    [InlineData("64512:100", 0xfc000064u)]
    [InlineData("0:0", 0u)]
    [InlineData("65535:65535", uint.MaxValue)]
    public void Reads_a_standard_community_as_its_32_bits(string text, uint value)
    {
        var community = Read(text);

        Assert.Equal((BgpCommunityKind.Standard, value), (community.Kind, community.Value));
        Assert.Equal((0u, 0u, 0u), (community.GlobalAdministrator, community.LocalDataPart1, community.LocalDataPart2));
        Assert.Equal(text, community.ToString());
    }

    [Theory] // C-053, C-120, B-026
    [InlineData("large:1:2:3", 1u, 2u, 3u)]
    [InlineData("large:4294967295:4294967295:4294967295", uint.MaxValue, uint.MaxValue, uint.MaxValue)]
    public void Reads_a_large_community_as_its_three_parts(string text, uint global, uint part1, uint part2)
    {
        var community = Read(text);

        Assert.Equal(BgpCommunityKind.Large, community.Kind);
        Assert.Equal(
            (global, part1, part2), (community.GlobalAdministrator, community.LocalDataPart1, community.LocalDataPart2));
        Assert.Equal(text, community.ToString());
    }

    [Theory] // C-121, T-ERR
    [InlineData(
        "x:1",
        "invalid community value: invalid section \"x\" of community \"x:1\", err: \"strconv.ParseUint: parsing \\\"x\\\": invalid syntax\"")]
    [InlineData(
        "1:65536",
        "invalid community value: invalid section \"65536\" of community \"1:65536\", err: \"strconv.ParseUint: parsing \\\"65536\\\": value out of range\"")]
    [InlineData(
        ":1",
        "invalid community value: invalid section \"\" of community \":1\", err: \"strconv.ParseUint: parsing \\\"\\\": invalid syntax\"")]
    [InlineData(
        "large:1:2:4294967296",
        "invalid community value: invalid section \"4294967296\" of community \"large:1:2:4294967296\", err: \"strconv.ParseUint: parsing \\\"4294967296\\\": value out of range\"")]
    [InlineData(
        "larg:1:2:3",
        "invalid community value: invalid marker for large community, expected community to be of format large:<uint32>:<uint32>:<uint32> but got \"larg:1:2:3\" instead")]
    public void Says_what_is_wrong_with_a_value_in_MetalLBs_words(string text, string error)
    {
        var read = BgpCommunity.Parse(text);

        Assert.Equal(new BgpCommunityResult(null, error, MayBeName: false), read);
    }

    [Theory] // C-090, C-121
    [InlineData("my-alias", true)]
    [InlineData("", true)]
    [InlineData("1:2:3", false)]
    public void Takes_what_has_no_colon_for_a_possible_name(string text, bool mayBeName) =>
        Assert.Equal(
            new BgpCommunityResult(null, $"invalid community format: {text}", mayBeName), BgpCommunity.Parse(text));

    [Fact]
    public void Orders_standard_before_large_and_then_by_value() =>
        Assert.Equal(
            ["1:2", "2:1", "large:1:2:3", "large:2:0:0"],
            new[] { "large:2:0:0", "2:1", "large:1:2:3", "1:2" }.Select(Read).Order().Select(community => community.ToString()));

    [Fact]
    public void A_standard_community_is_not_the_large_one_of_the_same_number() =>
        Assert.NotEqual(Read("0:1"), Read("large:0:0:1"));

    private static BgpCommunity Read(string text) =>
        BgpCommunity.Parse(text).Community ?? throw new ArgumentException("Not a community.", nameof(text));
}
