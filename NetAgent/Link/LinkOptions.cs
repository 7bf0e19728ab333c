namespace MetalOrleans.NetAgent.Link;

/// <summary>The link's times.</summary>
internal sealed record LinkOptions
{
    /// <summary>The newest version of the protocol that this agent speaks.</summary>
    public const uint ProtocolVersion = 1;

    /// <summary>From the attempt to the first snapshot. TLS and a cold silo take well under a second of it.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The shortest pause before another attempt.</summary>
    public TimeSpan BackOffMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause: what a silo that returns waits at most for its agents (decision 0003).</summary>
    public TimeSpan BackOffMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The pause after a refusal that somebody has to do something about.</summary>
    public TimeSpan RefusalPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The heartbeat interval when the welcome names none.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The silent intervals after which this agent counts as cut off, when the welcome names none.</summary>
    public int MissedHeartbeats { get; init; } = 4;

    /// <summary>
    /// After how many such silences on end the connection is given up for another; default 5, which is 2 s with the other defaults.
    /// </summary>
    public int SilencesToGiveUp { get; init; } = 5;

    /// <summary>How long a stopping agent answers on while others take over.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
