using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Services;
using MetalOrleans.Silo.Controllers;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>S-057, W-104: a decision is made at one time and carried out at another, and what becomes free between is not missed.</summary>
public sealed class ServiceSweepTests
{
    private static readonly ServiceKey _web = new("default", "web");

    private readonly IServiceGrain _grain = Substitute.For<IServiceGrain>();
    private readonly ServiceSweep _sweep;

    public ServiceSweepTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IServiceGrain>(_web.ToString()).Returns(_grain);
        _sweep = new ServiceSweep(grains, NullLogger.Instance);
    }

    [Fact]
    public async Task An_older_pass_that_ends_after_the_decision_does_not_take_its_time_away()
    {
        _sweep.BeginningOf(_web);
        await DecideAsync();

        _sweep.Passed(_web);
        _sweep.Waiting.Wake(["pool"]);

        Assert.True(_sweep.Waiting.Set(_web, ["pool"], _sweep.BeginningOf(_web)));
        Assert.False(_sweep.Waiting.Set(_web, ["pool"], _sweep.BeginningOf(_web)));
    }

    [Fact]
    public async Task A_pass_that_begins_while_the_decision_is_due_leaves_its_time_to_the_next()
    {
        var decided = new TaskCompletionSource();
        _grain.DecideAsync(Arg.Any<ServiceView>(), Arg.Any<CancellationToken>()).Returns(decided.Task);
        var deciding = DecideAsync();

        _sweep.BeginningOf(_web);
        _sweep.Passed(_web);
        decided.SetResult();
        await deciding;
        _sweep.Waiting.Wake(["pool"]);

        Assert.True(_sweep.Waiting.Set(_web, ["pool"], _sweep.BeginningOf(_web)));
    }

    private Task DecideAsync() => _sweep.RunAsync(
        [new ServiceView { Key = _web }], new WorkQueue<ServiceKey>(TimeProvider.System), Task.CompletedTask, default);
}
