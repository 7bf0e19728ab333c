using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Stages_start_in_order_and_stop_in_the_opposite_order()
    {
        var steps = new StageRecorder();
        var silo = await TestSilo.StartAsync(
            builder => builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(steps));
        await silo.StopAsync();

        Assert.Equal(["start 8000", "start 10000", "start 20000", "stop 20000", "stop 10000", "stop 8000"], steps.Steps);
    }

    [Fact]
    public async Task A_startup_task_calls_grains_before_the_start_is_over()
    {
        var signal = Signals.NewName();
        Signals.Raise($"{signal}.leave");
        await using var silo = await TestSilo.StartAsync(builder => builder.AddStartupTask(
            (services, _) => services.GetRequiredService<IGrainFactory>().GetGrain<IProbeGrain>("p").HoldAsync(signal)));

        Assert.True(Signals.IsRaised($"{signal}.left"));
    }

    [Fact]
    public async Task A_startup_task_that_fails_fails_the_start()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => TestSilo.StartAsync(
            builder => builder.AddStartupTask((_, _) => throw new InvalidOperationException("Not today."))));

        Assert.Contains("Not today.", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosted_client_reaches_the_same_grains_as_the_factory()
    {
        await using var silo = await TestSilo.StartAsync();
        var key = Signals.NewName();

        var client = silo.Services.GetRequiredService<IClusterClient>();

        Assert.Equal(
            await silo.Probe(key).ActivationAsync(), await client.GetGrain<IProbeGrain>(key).ActivationAsync());
    }
}
