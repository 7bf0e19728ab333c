using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Tests.Domain.Bgp;

public sealed class WithdrawalHoldsTests
{
    private static readonly ServiceKey _web = new("default", "web");
    private static readonly TimeSpan _delay = TimeSpan.FromSeconds(10);

    private readonly WithdrawalHolds _holds = new();

    [Fact]
    public void A_route_stays_for_as_long_as_its_policy_says()
    {
        Assert.True(_holds.Keeps(_web, "a", _delay, At(100)));
        Assert.True(_holds.Keeps(_web, "a", _delay, At(109)));
        Assert.Equal(At(110), _holds.FirstEnd(_delay));
        Assert.False(_holds.Keeps(_web, "a", _delay, At(110)));
        Assert.True(_holds.IsEmpty);
    }

    [Fact]
    public void An_endpoint_that_comes_back_ends_the_hold_and_the_next_one_begins_anew()
    {
        _holds.Keeps(_web, "a", _delay, At(100));
        _holds.End(_web, "a");

        Assert.True(_holds.Keeps(_web, "a", _delay, At(111)));
        Assert.Equal(At(121), _holds.FirstEnd(_delay));
    }

    [Fact]
    public void Without_a_delay_nothing_stays()
    {
        Assert.False(_holds.Keeps(_web, "a", TimeSpan.Zero, At(100)));
        Assert.Null(_holds.FirstEnd(TimeSpan.Zero));
    }

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);
}
