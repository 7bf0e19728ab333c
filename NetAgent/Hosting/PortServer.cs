using System.Net;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>Answers HTTP requests on one port, one at a time.</summary>
/// <param name="prefix">What it listens on, as <c>http://127.0.0.1:17473/</c>; <c>*</c> is every address.</param>
/// <param name="answer">Answers one request.</param>
/// <param name="logger">Told of requests that were not answered.</param>
internal sealed partial class PortServer(string prefix, Func<HttpListenerContext, Task> answer, ILogger logger) : IDisposable
{
    private readonly HttpListener _listener = new() { Prefixes = { prefix } };

    /// <summary>Begins to answer.</summary>
    /// <returns>Why it does not: the port is taken; null when it does.</returns>
    public string? Start()
    {
        try
        {
            _listener.Start();
        }
        catch (HttpListenerException e)
        {
            return e.Message;
        }

        _ = ServeAsync();
        return null;
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using (context.Response)
                {
                    await answer(context);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The client went away, or the agent stops.
                LogNotAnswered(e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A request was not answered: {Error}")]
    private partial void LogNotAnswered(string error);
}
