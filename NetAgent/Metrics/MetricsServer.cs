using System.Globalization;
using System.Net;
using System.Text;
using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.NetAgent.Hosting;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Metrics;

/// <summary>Answers <c>GET /metrics</c> on a port of its own, plain HTTP.</summary>
/// <remarks>A port that is taken costs the metrics and nothing else: addresses are announced all the same.</remarks>
internal sealed partial class MetricsServer : IDisposable
{
    private readonly PortServer _server;
    private readonly MetricsCollector _collector = new(scope: null);

    private MetricsServer(int port, ILogger logger) =>
        _server = new PortServer(string.Create(CultureInfo.InvariantCulture, $"http://*:{port}/"), AnswerAsync, logger);

    /// <summary>Starts to answer.</summary>
    /// <returns>The server; null when the port is 0 or taken.</returns>
    public static MetricsServer? Start(int port, ILogger<MetricsServer> logger)
    {
        if (port == 0)
        {
            return null;
        }

        var server = new MetricsServer(port, logger);
        if (server._server.Start() is { } error)
        {
            LogPortTaken(logger, port, error);
            server.Dispose();
            return null;
        }

        return server;
    }

    public void Dispose()
    {
        _server.Dispose();
        _collector.Dispose();
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var response = context.Response;
        if (context.Request.HttpMethod != "GET" || context.Request.Url?.AbsolutePath != "/metrics")
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }

        response.ContentType = MetricsCollector.ContentType;
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(_collector.Collect()));
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Port {Port} of /metrics cannot be used, so there are no metrics of this agent: {Error}. "
            + "Give another one with --port, or 0 for none")]
    private static partial void LogPortTaken(ILogger logger, int port, string error);
}
