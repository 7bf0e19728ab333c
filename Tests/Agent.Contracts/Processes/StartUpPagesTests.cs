using MetalOrleans.Agent.Contracts.Processes;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Agent.Contracts.Processes;

public sealed class StartUpPagesTests
{
    [Fact]
    public void Does_nothing_before_it_is_told_and_nothing_after_its_end()
    {
        var time = new ManualTimeProvider();
        using (var pages = new StartUpPages(time))
        {
            Assert.Equal(0, time.ArmedTimerCount);
            pages.Started();
            time.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(1, time.ArmedTimerCount);
        }

        Assert.Equal(0, time.ArmedTimerCount);
    }
}
