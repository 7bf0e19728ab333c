using MetalOrleans.Domain.Addressing;
using MetalOrleans.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Addresses;

public sealed partial class AddressGrain
{
    [LoggerMessage(Level = LogLevel.Information,
        Message = "Announcer of {Address} changed: {Previous} → {Announcer} ({Reason}), epoch {Epoch}")]
    private static partial void LogAnnouncerChanged(
        ILogger logger, Address address, string previous, string announcer, string reason, Epoch epoch);
}
