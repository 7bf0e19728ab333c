using System.Net;
using MetalOrleans.Kubernetes.Client;

namespace MetalOrleans.Silo.Hosting;

internal sealed partial class SiloService
{
    // O-071: operators search for these words.
    [LoggerMessage(EventName = "starting", Level = LogLevel.Information,
        Message = "MetalLB controller starting (MetalOrleans silo), term {Term}, API server {Server}")]
    private static partial void LogStarting(ILogger logger, ulong term, KubernetesClientOptions server);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Configuration read: {Pools} pools, {Advertisements} layer-2 advertisements, {Nodes} nodes")]
    private static partial void LogConfigurationRead(ILogger logger, int pools, int advertisements, int nodes);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster's state is read and followed; standing by for the lease")]
    private static partial void LogFollowing(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "MetalLB controller starting (MetalOrleans silo) as a webhook only: it takes no lease, gives no address and serves no agent")]
    private static partial void LogOnlyWebhook(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Every Service has converged; agents are served on {Endpoint}")]
    private static partial void LogReady(ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The silo stops because a part of it ended")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
