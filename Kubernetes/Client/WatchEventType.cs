namespace MetalOrleans.Kubernetes.Client;

/// <summary>What a line of a watch tells.</summary>
public enum WatchEventType
{
    /// <summary><c>ADDED</c>.</summary>
    Added,

    /// <summary><c>MODIFIED</c>.</summary>
    Modified,

    /// <summary><c>DELETED</c>: the object's last state.</summary>
    Deleted,

    /// <summary><c>BOOKMARK</c>: only the version counts.</summary>
    Bookmark,

    /// <summary><c>ERROR</c>: a Status.</summary>
    Error,
}
