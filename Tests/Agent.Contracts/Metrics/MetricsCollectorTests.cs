using System.Diagnostics.Metrics;
using MetalOrleans.Agent.Contracts.Metrics;

namespace MetalOrleans.Tests.Agent.Contracts.Metrics;

[Collection(MetersOfTheProcess.Name)]
public sealed class MetricsCollectorTests : IDisposable
{
    private readonly Scope _scope = new();
    private readonly Meter _meter;
    private readonly MetricsCollector _collector;

    public MetricsCollectorTests()
    {
        _meter = _scope.Create(new MeterOptions("tests"));
        _collector = new MetricsCollector(_scope);
    }

    public void Dispose()
    {
        _collector.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Writes_names_as_they_are_with_their_kind_and_labels()
    {
        _meter.CreateObservableGauge(
            "metallb_allocator_addresses_total",
            () => new Measurement<long>(long.MaxValue, new KeyValuePair<string, object?>("pool", "a\"b\\c\nd")),
            description: "Usable\naddresses.");

        Assert.Equal(
            """
            # HELP metallb_allocator_addresses_total Usable\naddresses.
            # TYPE metallb_allocator_addresses_total gauge
            metallb_allocator_addresses_total{pool="a\"b\\c\nd"} 9.223372036854776E+18

            """,
            _collector.Collect());
    }

    [Fact]
    public void Adds_up_what_counters_count_between_scrapes()
    {
        var counter = _meter.CreateCounter<long>("metalorleans_things_total");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a"));
        counter.Add(1, new KeyValuePair<string, object?>("kind", "b"));
        _collector.Collect();
        counter.Add(1, new KeyValuePair<string, object?>("kind", "b"));

        Assert.Equal(
            """
            # TYPE metalorleans_things_total counter
            metalorleans_things_total{kind="a"} 5
            metalorleans_things_total{kind="b"} 2

            """,
            _collector.Collect());
    }

    [Fact]
    public void Forgets_a_series_that_is_no_longer_observed()
    {
        string[] pools = ["a", "b"];
        _meter.CreateObservableGauge(
            "metallb_seen", () => pools.Select(pool => new Measurement<int>(1, new KeyValuePair<string, object?>("pool", pool))));
        Assert.Contains("metallb_seen{pool=\"b\"} 1", _collector.Collect(), StringComparison.Ordinal);

        pools = ["a"];

        Assert.Equal("# TYPE metallb_seen gauge\nmetallb_seen{pool=\"a\"} 1\n", _collector.Collect());
    }

    [Fact]
    public void Writes_a_histogram_with_cumulated_buckets()
    {
        var histogram = _meter.CreateHistogram(
            "metalorleans_wait_seconds", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var seconds in new[] { 0.05, 0.1, 0.5, 7 })
        {
            histogram.Record(seconds);
        }

        Assert.Equal(
            """
            # TYPE metalorleans_wait_seconds histogram
            metalorleans_wait_seconds_bucket{le="0.1"} 2
            metalorleans_wait_seconds_bucket{le="1"} 3
            metalorleans_wait_seconds_bucket{le="+Inf"} 4
            metalorleans_wait_seconds_sum 7.65
            metalorleans_wait_seconds_count 4

            """,
            _collector.Collect());
    }

    [Fact]
    public void Follows_an_up_down_counter()
    {
        var links = _meter.CreateUpDownCounter<int>("metalorleans_links");
        links.Add(3);
        links.Add(-1);

        Assert.Equal("# TYPE metalorleans_links gauge\nmetalorleans_links 2\n", _collector.Collect());
    }

    [Fact]
    public void Leaves_out_the_instruments_of_other_hosts_and_other_names()
    {
        using var other = new Scope();
        other.Create(new MeterOptions("tests")).CreateObservableGauge("metallb_of_another_host", () => 1);
        _meter.CreateObservableGauge("http_server_active_requests", () => 1);

        Assert.Equal("", _collector.Collect());
    }

    private sealed class Scope : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            options.Scope = this;
            var meter = new Meter(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }
}
