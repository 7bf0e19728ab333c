using MetalOrleans.Domain.Services;

namespace MetalOrleans.Silo.Controllers;

internal sealed partial class L2StatusController
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "ServiceL2Status of {Service} was not written, trying again: {Reason}")]
    private static partial void LogStatusNotWritten(ILogger logger, ServiceKey service, string reason);
}
