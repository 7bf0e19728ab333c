using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>The silo's end of the agent link, played by the test: a real WebSocket server, on demand in a namespace.</summary>
internal sealed class FakeSilo : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Channel<FakeSiloSession> _sessions = Channel.CreateUnbounded<FakeSiloSession>();

    private FakeSilo(WebApplication application, int port)
    {
        _application = application;
        Port = port;
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>The status that upgrades are refused with; 0 accepts them.</summary>
    public int RefuseWith { get; set; }

    /// <summary>What a refusal says of the silo that leads; null for nothing.</summary>
    public string? ActiveSilo { get; set; }

    /// <summary>Every Authorization header that came, in order.</summary>
    public Channel<string> Authorizations { get; } = Channel.CreateUnbounded<string>();

    /// <summary>Starts to listen on the loopback of a machine, or of the test's own namespace.</summary>
    public static async Task<FakeSilo> StartAsync(
        LabNamespace? machine = null, int port = 0, X509Certificate2? certificate = null)
    {
        var listener = machine is null ? Listen(port) : await machine.RunAsync(() => Listen(port));
        var bound = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ListenOn(listener, listen => Configure(listen, certificate));
        var silo = new FakeSilo(builder.Build(), bound);
        silo._application.UseWebSockets();
        silo._application.Run(silo.ServeAsync);
        await silo._application.StartAsync();
        return silo;
    }

    /// <summary>The next agent that connects.</summary>
    public Task<FakeSiloSession> AcceptAsync() => _sessions.Reader.ReadAsync().AsTask()
        .WithinAsync("waiting for an agent", $"fake silo on port {Port}", "a connection");

    /// <summary>Stops at once, as a killed process would: connections are reset, the port is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
    }

    private static Socket Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private static void Configure(ListenOptions listen, X509Certificate2? certificate)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (certificate is not null)
        {
            listen.UseHttps(certificate);
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        Authorizations.Writer.TryWrite(context.Request.Headers.Authorization.ToString());
        if (RefuseWith != 0 || !context.WebSockets.IsWebSocketRequest || context.Request.Path != "/agent/v1")
        {
            context.Response.StatusCode = RefuseWith == 0 ? StatusCodes.Status404NotFound : RefuseWith;
            context.Response.Headers[AgentLinkHeaders.Refusal] = "played by a test";
            if (ActiveSilo is not null)
            {
                context.Response.Headers[AgentLinkHeaders.ActiveSilo] = ActiveSilo;
            }

            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var session = new FakeSiloSession(socket, context.RequestAborted);
        _sessions.Writer.TryWrite(session);
        await session.RunAsync();
    }
}
