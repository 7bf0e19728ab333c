using System.Diagnostics.Metrics;
using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Metrics;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MetalOrleans.Tests.Silo.Metrics;

public sealed class HandOverMetricsTests : IDisposable
{
    private static readonly Address First = Address.Parse("192.0.2.1");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider _time = new();
    private readonly ClusterViewStore _views = new();
    private readonly MetricsCollector _collector;
    private readonly HandOverMetrics _metrics;

    public HandOverMetricsTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _collector = new MetricsCollector(meters);
        _metrics = new HandOverMetrics(meters, _views, _time);
        _views.Update(view => view with { Agents = ["a", "b"] });
    }

    public void Dispose()
    {
        _collector.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_failover_counts_from_the_loss_of_the_agent()
    {
        _views.Update(view => view with { Agents = ["b"] });
        _time.Advance(TimeSpan.FromMilliseconds(3));
        _metrics.Begin(First, "a", "b");
        _time.Advance(TimeSpan.FromMilliseconds(4));

        _metrics.End(First, "b");

        Assert.Contains("metalorleans_failover_duration_seconds_sum{cause=\"failover\"} 0.007\n", _collector.Collect(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_planned_move_counts_from_its_decision()
    {
        _metrics.Begin(First, "a", "b");
        _time.Advance(TimeSpan.FromMilliseconds(4));

        _metrics.End(First, "b");

        Assert.Contains("metalorleans_failover_duration_seconds_sum{cause=\"move\"} 0.004\n", _collector.Collect(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_acknowledgement_of_somebody_who_is_not_meant_any_more_ends_nothing()
    {
        _metrics.Begin(First, "a", "b");
        _metrics.Begin(First, "b", "c");

        _metrics.End(First, "b");

        Assert.DoesNotContain("_count", _collector.Collect(), StringComparison.Ordinal);
    }
}
