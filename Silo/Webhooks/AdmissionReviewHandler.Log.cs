namespace MetalOrleans.Silo.Webhooks;

internal sealed partial class AdmissionReviewHandler
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Refused {Operation} of {Kind} {Namespace}/{Name}: {Reason}")]
    private static partial void LogRefused(
        ILogger logger, string operation, string kind, string @namespace, string name, string reason);
}
