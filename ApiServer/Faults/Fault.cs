namespace MetalOrleans.ApiServer.Faults;

/// <summary>One rule of a <see cref="FaultPlan"/>: which requests it meets, how often, and what happens to them.</summary>
public sealed record Fault
{
    /// <summary>get, list, watch, create, update, patch, delete, deletecollection; null meets all.</summary>
    public string? Verb { get; init; }

    /// <summary>Plural name of the resource; null meets all.</summary>
    public string? Resource { get; init; }

    /// <summary>Empty for the resource itself, a name for a subresource; null meets both.</summary>
    public string? Subresource { get; init; }

    public string? Name { get; init; }

    /// <summary>How many requests it meets; 0 means all until it is cleared.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Waits this long before anything else.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Answers with this status (409, 410, 429, 500, 503 or another error) and does nothing.</summary>
    public int Status { get; init; }

    /// <summary>For 429 and 503: the Retry-After header in seconds; 0 sends none.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>Closes the connection without an answer.</summary>
    public bool DropConnection { get; init; }

    /// <summary>Does the work and then closes the connection without an answer: the write is stored, the client cannot know.</summary>
    public bool DropAfterWork { get; init; }

    /// <summary>On a watch: closes the connection after this many events; null never.</summary>
    public int? DropAfterEvents { get; init; }

    /// <summary>On a watch: sends an ERROR event with 410 Expired after this many events; null never.</summary>
    public int? ExpireAfterEvents { get; init; }

    /// <summary>On a watch: first sends again all changes the history still has, as a stale cache does.</summary>
    public bool ReplayHistory { get; init; }

    /// <summary>On a watch: holds all events back until this completes.</summary>
    public Task? HoldEventsUntil { get; init; }

    internal bool Matches(string verb, string resource, string subresource, string name) =>
        (Verb is null || Verb == verb)
        && (Resource is null || Resource == resource)
        && (Subresource is null || Subresource == subresource)
        && (Name is null || Name == name);
}
