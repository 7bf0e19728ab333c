using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Tests.Domain.Configuration;

public sealed class ChangeReviewTests
{
    private static readonly ConfigurationRefusal _own = new("BGPPeer", "p", "spec.myASN", "missing local ASN", "Set it.");

    [Fact]
    public void What_is_wrong_with_the_object_itself_refuses_the_write_even_if_it_was_wrong_before() =>
        Assert.Equal([_own], Judge([_own], [_own]));

    [Fact]
    public void What_is_wrong_with_others_already_refuses_nothing() // Invariant 6
    {
        var other = _own with { Name = "other" };

        Assert.Empty(Judge([other], [other]));
        Assert.Empty(Judge([other with { Nodes = ["a"] }], [other with { Nodes = ["a", "b"] }]));
    }

    [Fact]
    public void What_the_write_makes_wrong_with_another_of_the_kind_refuses_it() => // C-021, T-260
        Assert.Equal([_own with { Name = "younger" }], Judge([], [_own with { Name = "younger" }]));

    [Fact]
    public void What_the_write_makes_wrong_with_another_kind_is_told_there() => // C-022
        Assert.Empty(Judge([], [_own with { Kind = "BGPAdvertisement" }]));

    [Fact]
    public void A_reference_to_what_may_come_later_refuses_nothing() => // C-090, W-119
        Assert.Empty(Judge([], [_own with { Reason = ConfigurationRefusalReason.UnusableReference }]));

    private static IEnumerable<ConfigurationRefusal> Judge(
        ImmutableArray<ConfigurationRefusal> before, ImmutableArray<ConfigurationRefusal> after) =>
        ChangeReview.Judge("BGPPeer", "p", before, after);
}
