using System.Diagnostics.Metrics;
using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.Silo.Gateway;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Metrics;

/// <summary>Which silo leads in which term, its agents' links, and the process.</summary>
internal sealed class SiloMetrics
{
    public SiloMetrics(IMeterFactory meters, SiloTerm term, LinkTimes times)
    {
        var meter = meters.Create("MetalOrleans.Silo");
        meter.CreateObservableGauge(
            "metalorleans_silo_leading",
            () => term.IsHeld ? 1 : 0,
            description: "1 while this silo decides and writes, 0 while it stands by.");
        meter.CreateObservableGauge(
            "metalorleans_silo_term",
            () => (long)term.Number,
            description: "The term that this silo leads in, the high part of its epochs; 0 before its first.");
        meter.AddGauge(
            LinkMetrics.AgentRoundTrip,
            () => times.RoundTrips.Select(entry => new Measurement<double>(entry.Value.TotalSeconds, Node(entry.Key))));
        meter.AddCounter(
            LinkMetrics.AgentLosses, () => times.Losses.Select(entry => new Measurement<long>(entry.Value, Node(entry.Key))));
        ProcessMetrics.AddTo(meter, typeof(SiloMetrics).Assembly);
    }

    private static KeyValuePair<string, object?> Node(string name) => new("node", name);
}
