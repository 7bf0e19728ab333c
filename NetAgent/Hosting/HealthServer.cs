using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>
/// Answers <c>/healthz</c> and <c>/readyz</c> on 127.0.0.1. Well is an agent whose loop answers; ready is one that a silo has told
/// what to announce since it started: it stays so without a silo, for it goes on announcing (invariant 7).
/// </summary>
internal sealed partial class HealthServer : IDisposable
{
    // The loop handles an event in microseconds; a probe of the kubelet waits a second (O-064).
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    private readonly PortServer _server;
    private readonly Func<Task<AgentHealth>> _ask;
    private readonly TimeProvider _time;

    private HealthServer(int port, Func<Task<AgentHealth>> ask, TimeProvider time, ILogger logger)
    {
        _ask = ask;
        _time = time;
        _server = new PortServer(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"), AnswerAsync, logger);
    }

    /// <summary>Starts to answer.</summary>
    /// <param name="port">The port; 0 for none.</param>
    /// <param name="ask">Asks the loop.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when the port is taken: addresses are announced all the same.</param>
    /// <returns>The server; null when the port is 0 or taken.</returns>
    public static HealthServer? Start(int port, Func<Task<AgentHealth>> ask, TimeProvider time, ILogger<HealthServer> logger)
    {
        if (port == 0)
        {
            return null;
        }

        var server = new HealthServer(port, ask, time, logger);
        if (server._server.Start() is { } error)
        {
            LogPortTaken(logger, port, error);
            server.Dispose();
            return null;
        }

        return server;
    }

    public void Dispose() => _server.Dispose();

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var response = context.Response;
        var (code, text) = context.Request.Url?.AbsolutePath switch
        {
            "/healthz" => await AskAsync(static health => (HttpStatusCode.OK, "ok: " + health.Text)),
            "/readyz" => await AskAsync(static health =>
                (health.IsReady ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, (health.IsReady ? "ok: " : "") + health.Text)),
            _ => (HttpStatusCode.NotFound, "only /healthz and /readyz are here"),
        };
        response.StatusCode = (int)code;
        response.ContentType = "text/plain; charset=utf-8";
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"));
    }

    private async Task<(HttpStatusCode Code, string Text)> AskAsync(Func<AgentHealth, (HttpStatusCode, string)> judge)
    {
        try
        {
            return judge(await _ask().WaitAsync(Patience, _time));
        }
        catch (TimeoutException)
        {
            return (HttpStatusCode.ServiceUnavailable, $"the agent's loop did not answer within {Patience.TotalMilliseconds:F0} ms");
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Port {Port} of /healthz and /readyz cannot be used: {Error}. Give another one with --health-probe-port, or 0 for none")]
    private static partial void LogPortTaken(ILogger logger, int port, string error);
}
