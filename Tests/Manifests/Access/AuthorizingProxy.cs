using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Manifests.Access;

/// <summary>An API server that authorizes: what the rules do not grant is answered with 403, as RBAC does.</summary>
internal sealed class AuthorizingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _server;
    private readonly AccessRules _rules;
    private string _token = "";
    private CancellationTokenSource _healthy = new();
    private volatile int _trouble;

    private AuthorizingProxy(WebApplication app, HttpMessageInvoker server, AccessRules rules) =>
        (_app, _server, _rules) = (app, server, rules);

    /// <param name="port">The port of loopback to listen on.</param>
    /// <param name="server">The server that everything permitted is handed to; disposed with the proxy.</param>
    /// <param name="rules">What is permitted.</param>
    public static Task<AuthorizingProxy> StartAsync(int port, HttpMessageHandler server, AccessRules rules) =>
        StartAsync(host => host.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port)), "", server, rules);

    /// <param name="listen">Where to listen, and how.</param>
    /// <param name="token">The bearer token that everybody must show; empty for none.</param>
    /// <param name="server">The server that everything permitted is handed to; disposed with the proxy.</param>
    /// <param name="rules">What is permitted.</param>
    public static async Task<AuthorizingProxy> StartAsync(
        Action<IWebHostBuilder> listen, string token, HttpMessageHandler server, AccessRules rules)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        listen(builder.WebHost);
        var proxy = new AuthorizingProxy(builder.Build(), new HttpMessageInvoker(server), rules) { _token = token };
        proxy._app.Run(proxy.HandleAsync);
        await proxy._app.StartAsync();
        return proxy;
    }

    /// <summary>From now on every request is answered with a status, and the watches that are open end; 0 ends the trouble.</summary>
    public async Task TroubleAsync(int status)
    {
        _trouble = status;
        if (status != 0)
        {
            await Interlocked.Exchange(ref _healthy, new CancellationTokenSource()).CancelAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _healthy.Dispose();
        _server.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        if (_trouble is var status and not 0)
        {
            await FailAsync(http, status);
            return;
        }

        if (_token.Length > 0 && http.Request.Headers.Authorization.ToString() != "Bearer " + _token)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var method = new HttpMethod(http.Request.Method);
        if (ApiCall.Read(method, http.Request.Path, http.Request.QueryString.Value ?? "") is { } call && !_rules.Permits(call))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            var refused = new { kind = "Status", apiVersion = "v1", status = "Failure", reason = "Forbidden", message = $"forbidden: {call}", code = 403 };
            await http.Response.WriteAsync(JsonSerializer.Serialize(refused), http.RequestAborted);
            return;
        }

        using var request = new HttpRequestMessage(method, $"http://in-process{http.Request.Path}{http.Request.QueryString}");
        if (http.Request.ContentLength is > 0 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(http.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType);
        }

        request.Headers.TryAddWithoutValidation("Accept", http.Request.Headers.Accept.ToString());
        await ForwardAsync(http, request);
    }

    /// <summary>As kube-apiserver answers when it has too much to do, or cannot reach its store.</summary>
    private static Task FailAsync(HttpContext http, int status)
    {
        var isBusy = status == StatusCodes.Status429TooManyRequests;
        http.Response.StatusCode = status;
        if (isBusy)
        {
            http.Response.Headers.RetryAfter = "1";
        }

        var failed = new
        {
            kind = "Status",
            apiVersion = "v1",
            status = "Failure",
            reason = isBusy ? "TooManyRequests" : "InternalError",
            message = isBusy ? "too many requests, please try again later" : "Internal error occurred",
            code = status,
        };
        return http.Response.WriteAsync(JsonSerializer.Serialize(failed), http.RequestAborted);
    }

    private async Task ForwardAsync(HttpContext http, HttpRequestMessage request)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _healthy.Token);
        using var response = await _server.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        // A watch must say at once that it has begun.
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await using var body = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await body.ReadAsync(buffer, either.Token)) > 0;)
            {
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), either.Token);
                await http.Response.Body.FlushAsync(either.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has gone, or the server ended the watch.
            http.Abort();
        }
    }
}
