using Microsoft.AspNetCore.Http;

namespace MetalOrleans.ApiServer.Hosting;

/// <summary>
/// Carries HTTP requests to the server without a socket: same routes, same bytes, no TCP. Responses are handed over at
/// the first flush, so that watches stream. Callers in this process are trusted and need no token.
/// </summary>
internal sealed class InProcessHandler(RequestDelegate application, CancellationToken serverEnded) : HttpMessageHandler
{
    public static readonly object TrustedKey = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? Stream.Null : await request.Content.ReadAsStreamAsync(cancellationToken);
        var exchange = new InProcessExchange(request, body, cancellationToken, serverEnded);
        _ = RunAsync(exchange);
        return await exchange.Response;
    }

    private async Task RunAsync(InProcessExchange exchange)
    {
        // The server's work must not run on the caller's scheduler: a caller that waits would wait for itself.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await application(exchange.Context);
            await exchange.CompleteAsync(null);
        }
        catch (Exception error)
        {
            await exchange.CompleteAsync(error);
        }
    }
}
