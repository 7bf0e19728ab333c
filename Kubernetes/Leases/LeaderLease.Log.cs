using MetalOrleans.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Kubernetes.Leases;

public sealed partial class LeaderLease
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Lease {Lease} was acquired for term {Term}.")]
    private partial void LogAcquired(ObjectKey lease, long term);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Lease} was lost in term {Term}.")]
    private partial void LogLost(ObjectKey lease, long term);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lease {Lease} was released.")]
    private partial void LogReleased(ObjectKey lease);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Lease} could not be released; others wait until it expires.")]
    private partial void LogReleaseFailed(Exception failure, ObjectKey lease);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Lease} cannot be acquired or renewed, trying on: {Reason}")]
    private partial void LogAttemptFailed(ObjectKey lease, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lease {Lease} is held by {Holder}; waiting for it.")]
    private partial void LogWaiting(ObjectKey lease, string holder);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A write of lease {Lease} came too late ({Reason}).")]
    private partial void LogConflict(ObjectKey lease, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The candidate for lease {Lease} was stopped.")]
    private partial void LogStopped(ObjectKey lease);
}
