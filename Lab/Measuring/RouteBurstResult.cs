namespace MetalOrleans.Lab.Measuring;

/// <summary>What Services by the thousand took, and what they disturbed.</summary>
/// <param name="Count">How many.</param>
internal sealed record RouteBurstResult(int Count)
{
    /// <summary>From the first request to the last prefix in the router's table, from every node.</summary>
    public required TimeSpan Routed { get; init; }

    /// <summary>From the first request to the last address that a watcher saw in a status.</summary>
    public required TimeSpan Assigned { get; init; }

    /// <summary>UPDATEs of one node for them.</summary>
    public required double Updates { get; init; }

    /// <summary>Processor time of the silo, which has the API server in it, for one Service.</summary>
    public required TimeSpan SiloProcessor { get; init; }

    /// <summary>Processor time of an agent for one Service.</summary>
    public required TimeSpan AgentProcessor { get; init; }

    /// <summary>Resident memory of the silo while they are there.</summary>
    public required long SiloKibibytes { get; init; }

    /// <summary>Resident memory of the largest agent while they are there.</summary>
    public required long AgentKibibytes { get; init; }

    /// <summary>For every Service deleted and made anew: from the first request to all prefixes in the router's table.</summary>
    public required TimeSpan Replaced { get; init; }

    /// <summary>From the first request that deletes one to the router's empty table.</summary>
    public required TimeSpan Withdrawn { get; init; }

    /// <summary>Sessions that began anew meanwhile.</summary>
    public required int Resets { get; init; }

    /// <summary>Prefixes that were told for nothing.</summary>
    public required int Strays { get; init; }

    /// <summary>Whether the router never changed its mind about the prefix that nobody touches.</summary>
    public required bool IsKeptUntouched { get; init; }

    /// <summary>Whether nothing was disturbed.</summary>
    public bool IsClean => Resets == 0 && Strays == 0 && IsKeptUntouched;
}
