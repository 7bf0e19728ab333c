using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Election;
using MetalOrleans.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Addresses;

public sealed partial class AddressGrain
{
    [LoggerMessage(Level = LogLevel.Information,
        Message = "Announcer of {Address} changed: {Previous} → {Announcer} ({Change}, {Reason}), epoch {Epoch}")]
    private static partial void LogAnnouncerChanged(
        ILogger logger, Address address, string previous, string announcer, AnnouncerChange change, string reason, Epoch epoch);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Announcer {Announcer} of {Address} is away and nobody else can announce it ({Reason}): its order stands until "
            + "it is back, or somebody else is")]
    private static partial void LogAwaited(ILogger logger, Address address, string announcer, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Announcer {Announcer} of {Address} has not acknowledged epoch {Epoch} within {Milliseconds} ms: "
            + "the previous announcer stops all the same")]
    private static partial void LogAcknowledgementMissing(
        ILogger logger, Address address, string announcer, double milliseconds, Epoch epoch);
}
