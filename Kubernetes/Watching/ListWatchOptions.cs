namespace MetalOrleans.Kubernetes.Watching;

/// <summary>What a list-watch covers, and its patience.</summary>
public sealed record ListWatchOptions
{
    /// <summary>The namespace; null or empty means all.</summary>
    public string? Namespace { get; init; }

    /// <summary>A label selector, or null.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector, or null.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>The most objects in one page of a list; client-go's pager takes 500.</summary>
    public int PageLimit { get; init; } = 500;

    /// <summary>The least time after which the server is asked to end a watch; client-go draws from 5 to 10 minutes.</summary>
    public TimeSpan WatchTimeoutMin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a watch may say nothing, not even a bookmark, before it is taken for dead. Servers send a bookmark about
    /// once a minute; those without bookmarks only cost a reconnect.
    /// </summary>
    public TimeSpan IdleDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A watch that the server ends sooner than this, without an event, counts as a failure (client-go: 1 s).</summary>
    public TimeSpan WatchDurationMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest first wait after a failure: short, because one silo at a time does this, not one process per node.</summary>
    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The longest wait. client-go's reflector stops at 30 s, for many processes; here a few silos ask, and while they wait no
    /// Service gets an address.
    /// </summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the spread of waits and watch timeouts comes from.</summary>
    public Random Random { get; init; } = Random.Shared;
}
