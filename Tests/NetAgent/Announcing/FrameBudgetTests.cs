using MetalOrleans.NetAgent.Announcing;

namespace MetalOrleans.Tests.NetAgent.Announcing;

/// <summary>How many frames leave, and that every one does in the end.</summary>
[Trait("Ref", "Q-14")]
public sealed class FrameBudgetTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    // A probe costs a frame on each link, and a node may have more links than the burst has frames.
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(50)]
    public void Frames_that_belong_together_leave_when_they_have_waited_however_many_they_are(int frames)
    {
        var budget = new FrameBudget(perSecond: 10, burst: 10);
        Assert.True(budget.TryTake(10, Start));
        Assert.False(budget.TryTake(frames, Start));

        var due = Start + budget.Wait(frames) + TimeSpan.FromMilliseconds(1);

        Assert.True(due <= Start + TimeSpan.FromMilliseconds(1002), $"they wait for {due - Start}");
        Assert.True(budget.TryTake(frames, due), "there is no use in waking up too early");
        Assert.False(budget.TryTake(1, due));
    }
}
