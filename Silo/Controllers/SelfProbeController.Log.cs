using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Election;

namespace MetalOrleans.Silo.Controllers;

internal sealed partial class SelfProbeController
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Node {Node} is deaf: its agent is connected and its link is up, and {Address} did not answer {Count} probes "
            + "in a row; its addresses go to other nodes")]
    private static partial void LogDeaf(ILogger logger, string node, Address address, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} is deaf no more: {Address} showed it")]
    private static partial void LogRestored(ILogger logger, string node, Address address);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Address} of node {Node} does not answer, and the node keeps it: {Verdict}")]
    private static partial void LogUndecided(ILogger logger, Address address, string node, SelfProbeVerdict verdict);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of self-probes failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
