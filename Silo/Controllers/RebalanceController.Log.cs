namespace MetalOrleans.Silo.Controllers;

internal sealed partial class RebalanceController
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Addresses move to where they belong, as asked on {Nodes}")]
    private static partial void LogRebalanceAsked(ILogger logger, string nodes);

    [LoggerMessage(Level = LogLevel.Error, Message = "Addresses could not all be moved; the next change tries again")]
    private static partial void LogRebalanceFailed(ILogger logger, Exception exception);
}
