using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace MetalOrleans.ApiServer.Hosting;

/// <summary>Kestrel with one request delegate and nothing else of ASP.NET.</summary>
internal sealed class WebListener : IAsyncDisposable
{
    private readonly WebApplication _application;

    private WebListener(WebApplication application, IReadOnlyList<Uri> addresses)
    {
        _application = application;
        Addresses = addresses;
    }

    public IReadOnlyList<Uri> Addresses { get; }

    public static async Task<WebListener> StartAsync(
        ApiServerOptions options, X509Certificate2? certificate, RequestDelegate handler, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (options.LoggerFactory is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(server => Configure(server, options, certificate));
        var application = builder.Build();
        application.Run(handler);
        await application.StartAsync(cancellationToken);
        var addresses = application.Urls.Where(url => !url.Contains("unix:", StringComparison.Ordinal)).Select(url => new Uri(url)).ToArray();
        return new WebListener(application, addresses);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions server, ApiServerOptions options, X509Certificate2? certificate)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = Requests.RequestBody.MaxLength + 1;

        // kubectl logs and watches keep connections open without sending; only dead ones should go.
        server.Limits.MinResponseDataRate = null;
        server.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
        foreach (var end in options.Listen)
        {
            server.Listen(end, listen => Secure(listen, certificate));
        }

        if (options.UnixSocket is { } path)
        {
            File.Delete(path);
            server.ListenUnixSocket(path, listen => Secure(listen, certificate));
        }
    }

    private static void Secure(ListenOptions listen, X509Certificate2? certificate)
    {
        listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
        if (certificate is not null)
        {
            listen.UseHttps(certificate);
        }
    }
}
