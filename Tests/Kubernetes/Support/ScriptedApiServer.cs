using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Kubernetes.Support;

/// <summary>An HTTP server on 127.0.0.1 that answers nothing by itself: the test takes each request and answers it.</summary>
internal sealed class ScriptedApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<ScriptedRequest> _requests = Channel.CreateUnbounded<ScriptedRequest>();
    private readonly List<IDisposable> _clients = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedApiServer(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public static async Task<ScriptedApiServer> StartAsync(
        X509Certificate2? certificate = null,
        Func<X509Certificate2, bool>? acceptClient = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate, https =>
                {
                    https.ClientCertificateMode = acceptClient is null
                        ? ClientCertificateMode.NoCertificate
                        : ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (client, _, _) => acceptClient!(client);
                });
            }
        }));
        var server = new ScriptedApiServer(builder.Build());
        server._app.Run(server.TakeAsync);
        await server._app.StartAsync();
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Address = new Uri(address);
        return server;
    }

    /// <summary>A client of this server; its clock only bounds requests.</summary>
    public KubernetesClient CreateClient(Func<KubernetesClientOptions, KubernetesClientOptions>? configure = null)
    {
        var options = new KubernetesClientOptions { Server = Address };
        var client = new KubernetesClient(configure is null ? options : configure(options));
        _clients.Add(client);
        return client;
    }

    /// <summary>The next request that nobody took yet.</summary>
    public Task<ScriptedRequest> NextAsync() => _requests.Reader.ReadAsync(_stopping.Token).AsTask()
        .WithinAsync("waiting for a request", "the scripted API server", "a request", () => "none");

    /// <summary>Whether a request came that nobody took.</summary>
    public bool HasRequest => _requests.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await _stopping.CancelAsync();
        _stopped.TrySetResult();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new ScriptedRequest(context, await reader.ReadToEndAsync(context.RequestAborted));
        await _requests.Writer.WriteAsync(request);
        await Task.WhenAny(request.Done, _stopped.Task);
    }
}
