using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Events;

/// <summary>One thing that happened, as it waits to be sent.</summary>
internal sealed record EventNotice(
    ObjectReference Involved,
    EventKind Kind,
    string Reason,
    string Message,
    DateTimeOffset At);
