using MetalOrleans.Kubernetes.Client;

namespace MetalOrleans.Tests.Kubernetes.Client;

public sealed class BackoffTests
{
    [Fact]
    public void Doubles_up_to_the_limit_draws_between_half_and_whole_and_begins_anew_after_a_reset()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), new Random(7));

        double[] wholes = [1, 2, 4, 8, 10, 10];
        foreach (var whole in wholes)
        {
            Assert.InRange(backoff.Next().TotalSeconds, whole / 2, whole);
        }

        backoff.Reset();
        Assert.Equal(0, backoff.Failures);
        Assert.InRange(backoff.Next().TotalSeconds, 0.5, 1);
    }

    [Fact]
    public void Never_overflows()
    {
        var backoff = new Backoff(TimeSpan.FromHours(1), TimeSpan.FromDays(1), new Random(7));

        for (var i = 0; i < 100; i++)
        {
            Assert.InRange(backoff.Next(), TimeSpan.FromMinutes(30), TimeSpan.FromDays(1));
        }
    }
}
