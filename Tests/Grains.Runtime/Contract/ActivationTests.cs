using MetalOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class ActivationTests
{
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_quantum = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_grain_has_one_activation_however_many_call_it_first()
    {
        await using var silo = await TestSilo.StartAsync();
        var key = Signals.NewName();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(_ => Task.Run(() => silo.Probe(key).ActivationAsync())));

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Keys_of_every_kind_name_the_grain()
    {
        await using var silo = await TestSilo.StartAsync();
        var guid = Guid.NewGuid();

        Assert.Equal("a/b", await silo.Grains.GetGrain<IStringKeyGrain>("a/b").KeyAsync());
        Assert.Equal(guid.ToString(), await silo.Grains.GetGrain<IGuidKeyGrain>(guid).KeyAsync());
        Assert.Equal("-5", await silo.Grains.GetGrain<IIntegerKeyGrain>(-5).KeyAsync());
        Assert.Equal($"{guid}+x", await silo.Grains.GetGrain<IGuidCompoundKeyGrain>(guid, "x", null).KeyAsync());
        Assert.Equal("7+y", await silo.Grains.GetGrain<IIntegerCompoundKeyGrain>(7, "y", null).KeyAsync());
    }

    [Fact]
    public async Task References_are_equal_when_they_name_the_same_grain()
    {
        await using var silo = await TestSilo.StartAsync();

        Assert.Equal(silo.Probe("a"), silo.Probe("a"));
        Assert.NotEqual(silo.Probe("a"), silo.Probe("b"));
        Assert.Equal("a", silo.Probe("a").GetPrimaryKeyString());
    }

    [Fact]
    public async Task Services_reach_the_constructor_and_the_activation_method_runs_before_the_first_call()
    {
        await using var silo = await TestSilo.StartAsync(
            builder => builder.Services.AddSingleton(new ActivationScript()));

        Assert.Equal(["activated", "called"], await silo.Grains.GetGrain<IScriptedGrain>("g").StepsAsync());
    }

    [Theory]
    [InlineData(ActivationFault.InConstructor)]
    [InlineData(ActivationFault.InActivation)]
    [InlineData(ActivationFault.InActivationLater)]
    public async Task A_failed_activation_fails_its_callers_and_the_next_call_tries_afresh(ActivationFault fault)
    {
        var script = new ActivationScript { Fault = fault };
        await using var silo = await TestSilo.StartAsync(builder => builder.Services.AddSingleton(script));
        var grain = silo.Grains.GetGrain<IScriptedGrain>("g");

        var failed = await Assert.ThrowsAnyAsync<Exception>(grain.StepsAsync);
        script.Fault = ActivationFault.None;

        Assert.Contains("No activation today.", failed.ToString(), StringComparison.Ordinal);
        Assert.Equal(["activated", "called"], await grain.StepsAsync());
    }

    [Fact]
    public async Task A_grain_that_asks_for_it_is_deactivated_and_the_next_call_finds_a_fresh_activation()
    {
        await using var silo = await TestSilo.StartAsync();
        var key = Signals.NewName();
        var before = await silo.Probe(key).ActivationAsync();

        await silo.Probe(key).DeactivateOnIdleAsync();
        await Signals.RaisedAsync(ProbeGrain.Deactivated(key));

        Assert.NotEqual(before, await silo.Probe(key).ActivationAsync());
        Assert.True(Signals.IsRaised($"{key}.deactivating.{DeactivationReasonCode.ApplicationRequested}"));
    }

    [Fact]
    public async Task Calls_that_arrive_during_deactivation_go_to_the_fresh_activation()
    {
        await using var silo = await TestSilo.StartAsync();
        var key = "slow-" + Signals.NewName();
        var before = await silo.Probe(key).ActivationAsync();

        await silo.Probe(key).DeactivateOnIdleAsync();
        await Signals.RaisedAsync($"{key}.deactivating.{DeactivationReasonCode.ApplicationRequested}");
        var during = silo.Probe(key).ActivationAsync();
        Assert.False(during.IsCompleted);
        Signals.Raise(ProbeGrain.MayDeactivate(key));

        Assert.NotEqual(before, await during);
    }

    [Fact]
    public async Task A_call_under_way_ends_before_its_activation_does()
    {
        await using var silo = await TestSilo.StartAsync();
        var key = Signals.NewName();
        var grain = silo.Probe(key);
        Task<Guid> after;
        await using (await Hold.StartAsync(grain.HoldInterleavedAsync))
        {
            await grain.DeactivateOnIdleAsync();
            after = grain.ActivationAsync();
            Assert.False(Signals.IsRaised(ProbeGrain.Deactivated(key)));
        }

        await after;
        Assert.True(Signals.IsRaised(ProbeGrain.Deactivated(key)));
    }

    [Fact]
    public async Task Deactivation_racing_calls_loses_none_of_them()
    {
        await using var silo = await TestSilo.StartAsync();
        var key = Signals.NewName();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 4_000),
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (call, _) =>
            {
                if (call % 50 == 0)
                {
                    await silo.Probe(key).DeactivateOnIdleAsync();
                }
                else
                {
                    Assert.Equal("answer", await silo.Probe(key).EchoLaterAsync("answer"));
                }
            });
    }

    [Fact]
    public async Task An_idle_activation_ends_after_its_age_and_a_used_one_does_not()
    {
        var clock = new ManualTimeProvider();
        await using var silo = await StartCollectingAsync(clock);
        var (idle, used) = (Signals.NewName(), Signals.NewName());
        await silo.Probe(idle).PingAsync();
        var before = await silo.Probe(used).ActivationAsync();

        clock.Advance(s_age - s_quantum);
        await silo.Probe(used).PingAsync();
        clock.Advance(s_quantum * 2);

        await Signals.RaisedAsync(ProbeGrain.Deactivated(idle));
        Assert.True(Signals.IsRaised($"{idle}.deactivating.{DeactivationReasonCode.ActivationIdle}"));
        Assert.Equal(before, await silo.Probe(used).ActivationAsync());
    }

    [Fact]
    public async Task A_call_under_way_keeps_its_activation()
    {
        var clock = new ManualTimeProvider();
        await using var silo = await StartCollectingAsync(clock, responseTimeout: TimeSpan.FromDays(1));
        var key = Signals.NewName();
        var grain = silo.Probe(key);
        await using var hold = await Hold.StartAsync(grain.HoldInterleavedAsync);
        var before = await grain.ActivationAsync();

        clock.Advance(s_age * 2);

        Assert.Equal(before, await grain.ActivationAsync());
    }

    [Fact]
    public async Task A_delayed_activation_outlives_its_age()
    {
        var clock = new ManualTimeProvider();
        await using var silo = await StartCollectingAsync(clock);
        var key = Signals.NewName();
        await silo.Probe(key).DelayDeactivationAsync(s_age * 3);
        var before = await silo.Probe(key).ActivationAsync();

        clock.Advance(s_age * 2);
        Assert.Equal(before, await silo.Probe(key).ActivationAsync());

        clock.Advance(s_age * 2);
        await Signals.RaisedAsync(ProbeGrain.Deactivated(key));
    }

    [Fact]
    public async Task A_class_may_have_an_age_of_its_own()
    {
        var clock = new ManualTimeProvider();
        await using var silo = await StartCollectingAsync(
            clock, options => options.ClassSpecificCollectionAge[typeof(ProbeGrain).FullName!] = s_quantum);
        var key = Signals.NewName();
        await silo.Probe(key).PingAsync();

        clock.Advance(s_quantum * 2);

        await Signals.RaisedAsync(ProbeGrain.Deactivated(key));
    }

    [Fact]
    public async Task A_stopping_silo_deactivates_every_grain()
    {
        await using var silo = await TestSilo.StartAsync();
        var keys = Enumerable.Range(0, 20).Select(_ => Signals.NewName()).ToList();
        await Task.WhenAll(keys.Select(key => silo.Probe(key).PingAsync()));

        await silo.StopAsync();

        Assert.All(keys, key => Assert.True(Signals.IsRaised($"{key}.deactivating.{DeactivationReasonCode.ShuttingDown}")));
    }

    private static Task<TestSilo> StartCollectingAsync(
        ManualTimeProvider clock, Action<GrainCollectionOptions>? configure = null, TimeSpan? responseTimeout = null) =>
        TestSilo.StartAsync(
            builder =>
            {
                builder.Configure<SiloMessagingOptions>(options =>
                    options.ResponseTimeout = responseTimeout ?? options.ResponseTimeout);
                builder.Configure<GrainCollectionOptions>(options =>
                {
                    options.CollectionAge = s_age;
                    options.CollectionQuantum = s_quantum;
                    configure?.Invoke(options);
                });
            },
            clock);
}
