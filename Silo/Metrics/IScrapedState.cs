namespace MetalOrleans.Silo.Metrics;

/// <summary>State that lives in grains: it is fetched before a scrape, because instruments cannot wait for a grain.</summary>
internal interface IScrapedState
{
    /// <summary>Fetches what the instruments will report.</summary>
    Task FetchAsync(CancellationToken cancellationToken);
}
