namespace MetalOrleans.Kubernetes.Events;

/// <summary>What makes two events the same: object, type, reason and message.</summary>
internal readonly record struct EventIdentity(
    string Namespace,
    string ObjectKind,
    string Name,
    string Uid,
    EventKind Kind,
    string Reason,
    string Message)
{
    public static EventIdentity Of(EventNotice notice) => new(
        notice.Involved.Namespace ?? "",
        notice.Involved.Kind ?? "",
        notice.Involved.Name ?? "",
        notice.Involved.Uid ?? "",
        notice.Kind,
        notice.Reason,
        notice.Message);

    /// <summary>The object alone, for the limit per object.</summary>
    public (string Kind, string Namespace, string Name, string Uid) Object => (ObjectKind, Namespace, Name, Uid);
}
