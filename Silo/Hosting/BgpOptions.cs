namespace MetalOrleans.Silo.Hosting;

/// <summary>How routes come and go (docs/bgp.md).</summary>
internal sealed record BgpOptions
{
    /// <summary>
    /// How long a node that is being drained goes on advertising, with the community GRACEFUL_SHUTDOWN, before its routes are
    /// withdrawn; default 10 s, which routers that act on the community do not need.
    /// </summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the statuses of a node outlive its agent's connection; default 60 s: an agent that restarts writes none anew.
    /// </summary>
    public TimeSpan StatusGrace { get; init; } = TimeSpan.FromSeconds(60);
}
