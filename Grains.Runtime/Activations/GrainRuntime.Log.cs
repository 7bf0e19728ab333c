using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Runtime.Activations;

internal sealed partial class GrainRuntime
{
    [LoggerMessage(LogLevel.Warning, "One-way call {Call} failed; its caller was not told.")]
    private static partial void LogOneWayFailed(ILogger logger, string call, Exception exception);

    [LoggerMessage(LogLevel.Error, "Grain {Grain} failed to activate; the calls that waited for it failed too.")]
    private static partial void LogActivationFailed(ILogger logger, GrainId grain, Exception exception);

    [LoggerMessage(LogLevel.Error, "Grain {Grain} failed to deactivate in order; it was ended all the same.")]
    private static partial void LogDeactivationFailed(ILogger logger, GrainId grain, Exception exception);

    [LoggerMessage(LogLevel.Debug, "Grain {Grain} was deactivated ({Reason}).")]
    private static partial void LogDeactivated(ILogger logger, GrainId grain, DeactivationReason reason);

    [LoggerMessage(LogLevel.Error, "A timer of grain {Grain} failed; it ticks on.")]
    private static partial void LogTickFailed(ILogger logger, GrainId grain, Exception exception);
}
