using MetalOrleans.Agent.Contracts.CommandLine;

namespace MetalOrleans.Tests.Agent.Contracts.CommandLine;

public sealed class ForeignFlagsTests
{
    private static readonly ForeignFlag[] Known =
    [
        new("--with-value", "WITH_VALUE", TakesValue: true, "it has no meaning. Delete it."),
        new("--switch", null, TakesValue: false, "it has no meaning either. Delete it."),
        new("--silent", "SILENT", TakesValue: true, Remedy: null),
    ];

    [Theory]
    [InlineData("--with-value=1 --port 2")]
    [InlineData("--with-value 1 --port 2")]
    [InlineData("-with-value=1 --port 2")]
    [InlineData("--port 2 --with-value 1")]
    [InlineData("--port 2 --with-value=1 --with-value=3")]
    public void A_flag_goes_with_its_value_and_is_named_once(string line)
    {
        var (left, ignored) = ForeignFlags.Take(Known, line.Split(' '), _ => null);

        Assert.Equal(["--port", "2"], left);
        Assert.Equal("--with-value is ignored: it has no meaning. Delete it.", Assert.Single(ignored));
    }

    [Theory]
    [InlineData("--switch --port 2")]
    [InlineData("--switch=true --port 2")]
    [InlineData("--port 2 -switch=false")]
    public void A_switch_does_not_take_the_next_argument(string line)
    {
        var (left, ignored) = ForeignFlags.Take(Known, line.Split(' '), _ => null);

        Assert.Equal(["--port", "2"], left);
        Assert.StartsWith("--switch is ignored", Assert.Single(ignored), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_is_named_as_itself()
    {
        var (_, ignored) = ForeignFlags.Take(Known, [], name => name == "WITH_VALUE" ? "1" : "");

        Assert.Equal("WITH_VALUE is ignored: it has no meaning. Delete it.", Assert.Single(ignored));
    }

    [Fact]
    public void What_MetalLB_makes_no_use_of_either_is_taken_without_a_word()
    {
        var (left, ignored) = ForeignFlags.Take(Known, ["--silent", "x", "--port=1"], _ => "set");

        Assert.Equal(["--port=1"], left);
        Assert.DoesNotContain(ignored, sentence => sentence.Contains("ilent", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void What_follows_two_dashes_is_nobodys_flag()
    {
        var (left, ignored) = ForeignFlags.Take(Known, ["--", "--switch"], _ => null);

        Assert.Equal(["--", "--switch"], left);
        Assert.Empty(ignored);
    }
}
