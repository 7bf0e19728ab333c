using System.Diagnostics.Metrics;
using MetalOrleans.Grains.Runtime.Statistics;
using MetalOrleans.Tests.Grains.Runtime.Contract;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MetalOrleans.Tests.Grains.Runtime;

public sealed class StatisticsTests
{
    [Fact]
    public async Task Calls_and_errors_are_counted_by_class_and_method()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();
        await grain.EchoAsync("a");
        await grain.EchoLaterAsync("b");
        await grain.EchoAsync("c");
        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowAsync("no"));

        Assert.Equal((2, 0), Count(silo, "IProbeGrain.EchoAsync"));
        Assert.Equal((1, 0), Count(silo, "IProbeGrain.EchoLaterAsync"));
        Assert.Equal((1, 1), Count(silo, "IProbeGrain.ThrowAsync"));
    }

    [Fact]
    public async Task Latency_is_the_time_of_the_turn_by_the_clock_of_the_silo()
    {
        var clock = new ManualTimeProvider();
        await using var silo = await TestSilo.StartAsync(time: clock);
        var grain = silo.Probe();
        await using (await Hold.StartAsync(grain.HoldAsync))
        {
            clock.Advance(TimeSpan.FromMilliseconds(3));
        }

        var report = Report(silo, "IProbeGrain.HoldAsync");
        Assert.Equal(TimeSpan.FromMilliseconds(3), report.Max);
        Assert.Equal(TimeSpan.FromMilliseconds(3), report.Mean);
        var bucket = report.Buckets.IndexOf(1);
        Assert.InRange(report.Max, LatencyBuckets.UpperBounds[bucket - 1], LatencyBuckets.UpperBounds[bucket]);
        Assert.Equal(1, report.Buckets.Sum());
    }

    [Fact]
    public async Task Activations_are_counted_as_they_come_and_go()
    {
        var script = new ActivationScript { Fault = ActivationFault.InActivation };
        await using var silo = await TestSilo.StartAsync(builder => builder.Services.AddSingleton(script));
        var keys = new[] { Signals.NewName(), Signals.NewName() };
        await silo.Probe(keys[0]).PingAsync();
        await silo.Probe(keys[1]).DeactivateOnIdleAsync();
        await Signals.RaisedAsync(ProbeGrain.Deactivated(keys[1]));
        await silo.Probe(keys[1]).PingAsync();
        await Assert.ThrowsAnyAsync<Exception>(silo.Grains.GetGrain<IScriptedGrain>("g").StepsAsync);

        var types = silo.Services.GetRequiredService<IGrainStatistics>().Types();

        Assert.Equal(new GrainTypeReport(nameof(ProbeGrain), 2, 3, 1, 0), types.Single(type => type.Grain == nameof(ProbeGrain)));
        Assert.Equal(1, types.Single(type => type.Grain == nameof(ScriptedGrain)).Failed);
    }

    [Fact]
    public async Task Meters_report_what_the_service_does()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Probe().EchoAsync("a");
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        var meters = silo.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Meter.Name == GrainMeter.Name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var method = tags.ToArray().FirstOrDefault(tag => tag.Key == "method").Value;
            seen[$"{instrument.Name}({method})"] = value + seen.GetValueOrDefault($"{instrument.Name}({method})");
        });
        listener.Start();

        listener.RecordObservableInstruments();

        Assert.Equal(1, seen["metalorleans_grain_calls_total(IProbeGrain.EchoAsync)"]);
        Assert.Equal(1, seen["metalorleans_grain_activations()"]);
    }

    private static (long Calls, long Errors) Count(TestSilo silo, string method)
    {
        var report = Report(silo, method);
        return (report.Calls, report.Errors);
    }

    private static GrainMethodReport Report(TestSilo silo, string method) =>
        silo.Services.GetRequiredService<IGrainStatistics>().Methods().Single(report => report.Method == method);
}
