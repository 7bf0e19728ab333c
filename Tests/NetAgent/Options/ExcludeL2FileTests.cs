using MetalOrleans.NetAgent.Options;

namespace MetalOrleans.Tests.NetAgent.Options;

[Trait("Ref", "L-060")]
public sealed class ExcludeL2FileTests
{
    // L-061: the list that MetalLB ships.
    private const string Shipped = """
        # interfaces that never announce
        announcedInterfacesToExclude: ["^docker.*", "^cbr.*", "^dummy.*", "^virbr.*", "^lxcbr.*", "^veth.*", "^lo$",
        """;

    [Fact]
    public void A_missing_file_excludes_nothing()
    {
        Assert.False(ExcludeL2File.Load("/does/not/exist.yaml").Exclusions!.Contains("lo"));
    }

    [Theory]
    [InlineData("announcedInterfacesToExclude: [\"^docker.*\", '^lo$', ^cali.*]")]
    [InlineData("announcedInterfacesToExclude:\n- \"^docker.*\"\n- '^lo$'\n- ^cali.*\n")]
    [InlineData("---\nother: 1\nannouncedInterfacesToExclude: # why\r\n    - ^docker.*   # bridges\r\n    - ^lo$\r\n    - ^cali.*\r\n")]
    [InlineData("announcedInterfacesToExclude:\n  - ^docker.*\n  - ^lo$\n  - ^cali.*\nother:\n  - ^eth.*\n")]
    public void Reads_block_and_flow_lists(string text)
    {
        var exclusions = ExcludeL2File.Parse(text, "f").Exclusions!;

        Assert.True(exclusions.Contains("docker0"));
        Assert.True(exclusions.Contains("lo"));
        Assert.True(exclusions.Contains("cali1234"));
        Assert.False(exclusions.Contains("lo0"));
        Assert.False(exclusions.Contains("eth0"));
    }

    // Joined as alternatives, unanchored unless the pattern anchors.
    [Fact]
    public void A_pattern_matches_anywhere_in_the_name()
    {
        Assert.True(ExcludeL2File.Parse("announcedInterfacesToExclude:\n- oop", "f").Exclusions!.Contains("loop0"));
    }

    [Theory]
    [InlineData("announcedInterfacesToExclude: []")]
    [InlineData("announcedInterfacesToExclude:")]
    [InlineData("")]
    public void An_empty_list_excludes_nothing(string text)
    {
        Assert.False(ExcludeL2File.Parse(text, "f").Exclusions!.Contains("lo"));
    }

    [Theory]
    [InlineData("announcedInterfacesToExclude: ^lo$", "line 1")]
    [InlineData("announcedInterfacesToExclude:\n  a: b", "line 2")]
    [InlineData("announcedInterfacesToExclude:\n  - [a]", "line 2")]
    [InlineData("announcedInterfacesToExclude:\n  - '^lo$", "line 2")]
    [InlineData("announcedInterfacesToExclude: [\"a{1,2}\"]", "line 1")]
    [InlineData(Shipped, "line 2")]
    public void Refuses_what_it_does_not_understand_with_its_line(string text, string line)
    {
        var refusal = ExcludeL2File.Parse(text, "/etc/x.yaml").Refusal;

        Assert.Contains("/etc/x.yaml", refusal, StringComparison.Ordinal);
        Assert.Contains(line, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_an_invalid_expression()
    {
        Assert.Contains(
            "regular expression",
            ExcludeL2File.Parse("announcedInterfacesToExclude:\n- '('", "f").Refusal,
            StringComparison.Ordinal);
    }
}
