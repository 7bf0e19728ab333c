namespace MetalOrleans.Kubernetes.Watching;

/// <summary>How a list-watch is doing; for readiness, metrics and the dashboard. Safe to read from any thread.</summary>
public interface IListWatchHealth
{
    /// <summary>The resource, as <c>plural.group</c>.</summary>
    string Resource { get; }

    /// <summary>Whether a full list was handed over, and the handler returned.</summary>
    bool HasSynced { get; }

    /// <summary>Time since the server last said anything: a list, an event, a bookmark. Null before the first.</summary>
    TimeSpan? LastContactAge { get; }

    /// <summary>Full lists after the first.</summary>
    long RelistCount { get; }

    /// <summary>The failure that the next attempt follows; null while all is well.</summary>
    string? LastFailure { get; }
}
