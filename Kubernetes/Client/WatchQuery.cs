namespace MetalOrleans.Kubernetes.Client;

/// <summary>What to watch: a scope, selectors and where to go on.</summary>
public sealed record WatchQuery
{
    /// <summary>The namespace; null or empty means all.</summary>
    public string? Namespace { get; init; }

    /// <summary>A label selector.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>The version of the list or event that is already known.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary>When the server shall end the watch; whole seconds.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether the server may tell versions without an event.</summary>
    public bool AllowBookmarks { get; init; } = true;

    internal string ToPath(Resources.ResourceDescription description) =>
        new QueryPath(description.CollectionPath(Namespace))
            .With("watch", "1")
            .With("labelSelector", LabelSelector)
            .With("fieldSelector", FieldSelector)
            .With("resourceVersion", ResourceVersion)
            .With("allowWatchBookmarks", AllowBookmarks ? "true" : null)
            .With("timeoutSeconds", Timeout is { } timeout ? (int)timeout.TotalSeconds : null)
            .ToString();
}
