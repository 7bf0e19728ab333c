using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Tests.Kubernetes.Mapping;

public sealed class ConditionMappingTests
{
    private static readonly DateTimeOffset _then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _now = _then.AddHours(1);
    private static readonly Condition _foreign = new() { Type = "Other", Status = "True", LastTransitionTime = _then };
    private static readonly Condition _wanted =
        new() { Type = "Accepted", Status = "True", Reason = "Accepted", Message = "in use", ObservedGeneration = 1 };

    [Fact]
    public void A_first_condition_begins_now_and_joins_those_of_others()
    {
        var after = ConditionMapping.Set([_foreign], _wanted, _now);

        Assert.Equal([_foreign, _wanted with { LastTransitionTime = _now }], after);
    }

    [Fact]
    public void A_condition_that_says_so_already_leaves_the_very_same_list() // Invariant 10
    {
        Condition[] before = [_wanted with { LastTransitionTime = _then }];

        Assert.Same(before, ConditionMapping.Set(before, _wanted, _now));
        Assert.True(ConditionMapping.Has(before, _wanted));
        Assert.False(ConditionMapping.Has(before, _wanted with { ObservedGeneration = 2 }));
    }

    [Fact]
    public void The_time_moves_with_the_status_and_with_nothing_else()
    {
        Condition[] before = [_wanted with { LastTransitionTime = _then }];

        var judgedAgain = ConditionMapping.Set(before, _wanted with { ObservedGeneration = 2, Message = "still" }, _now);
        var refused = ConditionMapping.Set(before, _wanted with { Status = "False" }, _now);

        Assert.Equal(_then, Assert.Single(judgedAgain!).LastTransitionTime);
        Assert.Equal(_now, Assert.Single(refused!).LastTransitionTime);
    }
}
