using MetalOrleans.NetAgent.Link;

namespace MetalOrleans.Tests.NetAgent.Link;

public sealed class BackOffTests
{
    private static readonly LinkOptions Options = new();

    [Fact]
    public void Doubles_its_bound_up_to_five_seconds_and_never_goes_below_a_tenth()
    {
        var backOff = new BackOff(Options, new Random(1));
        double[] bounds = [200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000];

        Assert.All(bounds, bound => Assert.InRange(backOff.Next().TotalMilliseconds, 100, bound));
    }

    [Fact]
    public void Starts_over_after_a_session()
    {
        var backOff = new BackOff(Options, new Random(1));
        for (var attempt = 0; attempt < 50; attempt++)
        {
            backOff.Next();
        }

        backOff.Reset();

        Assert.InRange(backOff.Next().TotalMilliseconds, 100, 200);
    }

    // Agents that lost the same silo do not come back in step.
    [Fact]
    public void Draws_its_pauses_apart()
    {
        var pauses = Enumerable.Range(0, 20).Select(seed =>
        {
            var backOff = new BackOff(Options, new Random(seed));
            return Enumerable.Range(0, 6).Select(_ => backOff.Next()).Last();
        });

        Assert.True(pauses.Distinct().Count() > 15);
    }
}
