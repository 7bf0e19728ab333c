using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Metrics;

/// <summary>Reads all instruments, and what has to be fetched from grains before.</summary>
internal sealed class Scrape(IEnumerable<IScrapedState> states, MetricsCollector collector, SiloReadiness readiness)
{
    /// <summary>Fetches what the instruments will report.</summary>
    public async Task FetchAsync(CancellationToken cancellationToken)
    {
        // Grains are active where a silo leads: a standby that asked them would wake them up with what is so now.
        if (!readiness.IsReady)
        {
            return;
        }

        foreach (var state in states)
        {
            await state.FetchAsync(cancellationToken);
        }
    }

    /// <summary>One exposition in Prometheus' text format.</summary>
    public async Task<string> CollectAsync(CancellationToken cancellationToken)
    {
        await FetchAsync(cancellationToken);
        return collector.Collect();
    }
}
