using MetalOrleans.Domain.Selection;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Selection;

public sealed class LabelSelectorTests
{
    [Theory] // C-006
    [InlineData(LabelOperator.In, "web,api", true)]
    [InlineData(LabelOperator.In, "api", false)]
    [InlineData(LabelOperator.NotIn, "web", false)]
    [InlineData(LabelOperator.NotIn, "api", true)]
    [InlineData(LabelOperator.Exists, "", true)]
    [InlineData(LabelOperator.DoesNotExist, "", false)]
    public void Compares_a_label_that_is_there(LabelOperator comparison, string values, bool matches) =>
        Assert.Equal(matches, Selector("app", comparison, values).Matches(Given.Labels("app=web")));

    [Theory] // C-006
    [InlineData(LabelOperator.In, "web", false)]
    [InlineData(LabelOperator.NotIn, "web", true)]
    [InlineData(LabelOperator.Exists, "", false)]
    [InlineData(LabelOperator.DoesNotExist, "", true)]
    public void Compares_a_label_that_is_missing(LabelOperator comparison, string values, bool matches) =>
        Assert.Equal(matches, Selector("app", comparison, values).Matches(Given.Labels("tier=front")));

    [Fact]
    public void Matches_everything_without_requirements() => Assert.True(new LabelSelector([]).Matches(Given.Labels()));

    [Fact]
    public void Needs_every_requirement()
    {
        var selector = Given.Selector("app=web", "tier=front");

        Assert.True(selector.Matches(Given.Labels("app=web", "tier=front", "extra=1")));
        Assert.False(selector.Matches(Given.Labels("app=web", "tier=back")));
    }

    [Fact]
    public void Equals_another_that_says_the_same_in_another_order()
    {
        var one = new LabelSelector(
            [new LabelRequirement("a", LabelOperator.In, ["1", "2"]), new LabelRequirement("b", LabelOperator.Exists, [])]);
        var other = new LabelSelector(
            [new LabelRequirement("b", LabelOperator.Exists, []), new LabelRequirement("a", LabelOperator.In, ["2", "1"])]);

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal("a in (1,2),b", one.ToString());
    }

    private static LabelSelector Selector(string key, LabelOperator comparison, string values) => new(
        [new LabelRequirement(key, comparison, [.. values.Split(',', StringSplitOptions.RemoveEmptyEntries)])]);
}
