namespace MetalOrleans.Silo.Controllers;

internal sealed partial class AcceptanceWriter
{
    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Kind} has no status.conditions in its definition: what is refused is told by events and logs only. "
            + "Apply manifests/crds to have it in the objects")]
    private static partial void LogConditionsUnsupported(ILogger logger, string kind);
}
