using Microsoft.Extensions.Logging;

namespace MetalOrleans.Kubernetes.Events;

public sealed partial class EventRecorder
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Reason} about {Kind} {Namespace}/{Name} was not sent.")]
    private partial void LogNotSent(Exception failure, string reason, string? kind, string? @namespace, string? name);
}
