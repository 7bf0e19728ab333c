using MetalOrleans.Lab.Chaos;

namespace MetalOrleans.Tests.Lab.Chaos;

public sealed class ChaosPlanTests
{
    private static readonly ChaosFault[] All = Enum.GetValues<ChaosFault>();

    [Fact]
    public void The_same_seed_draws_the_same_plan_and_another_seed_another()
    {
        var plan = ChaosPlan.Draw(7, TimeSpan.FromMinutes(2), 3, All);

        Assert.Equal(plan.AsEnumerable(), ChaosPlan.Draw(7, TimeSpan.FromMinutes(2), 3, All));
        Assert.NotEqual(plan.AsEnumerable(), ChaosPlan.Draw(8, TimeSpan.FromMinutes(2), 3, All));
    }

    [Fact]
    public void A_plan_fills_its_time_with_the_faults_and_nodes_there_are()
    {
        var plan = ChaosPlan.Draw(1, TimeSpan.FromMinutes(5), 3, All);

        Assert.InRange(plan.Sum(step => (step.Length + step.Rest).TotalSeconds), 300, 315);
        Assert.Equal(All.Order(), plan.Select(step => step.Fault).Distinct().Order());
        Assert.Equal([0, 1, 2], plan.Select(step => step.Node).Distinct().Order());
        Assert.All(plan, step => Assert.Equal(step.Fault == ChaosFault.StepClock, step.ClockStep != 0));
    }
}
