using System.Globalization;
using System.Net;
using System.Text;
using MetalOrleans.Agent.Contracts.Metrics;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Metrics;

/// <summary>Answers <c>GET /metrics</c> on a port of its own, plain HTTP.</summary>
/// <remarks>A port that is taken costs the metrics and nothing else: addresses are announced all the same.</remarks>
internal sealed partial class MetricsServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly MetricsCollector _collector = new(scope: null);
    private readonly ILogger _logger;

    private MetricsServer(int port, ILogger logger)
    {
        _logger = logger;
        _listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://*:{port}/"));
    }

    /// <summary>Starts to answer.</summary>
    /// <returns>The server; null when the port is 0 or taken.</returns>
    public static MetricsServer? Start(int port, ILogger<MetricsServer> logger)
    {
        if (port == 0)
        {
            return null;
        }

        var server = new MetricsServer(port, logger);
        try
        {
            server._listener.Start();
        }
        catch (HttpListenerException e)
        {
            LogPortTaken(logger, port, e.Message);
            server.Dispose();
            return null;
        }

        _ = server.ServeAsync();
        return server;
    }

    public void Dispose()
    {
        _listener.Close();
        _collector.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The client went away, or the agent stops.
                LogNotAnswered(_logger, e.Message);
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
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

    [LoggerMessage(Level = LogLevel.Debug, Message = "A scrape was not answered: {Error}")]
    private static partial void LogNotAnswered(ILogger logger, string error);
}
