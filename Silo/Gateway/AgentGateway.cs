using MetalOrleans.Silo.Hosting;
using MetalOrleans.Silo.Identity;
using Microsoft.Extensions.Primitives;

namespace MetalOrleans.Silo.Gateway;

/// <summary>The endpoint that agents dial: <c>/agent/v1</c>, a WebSocket for whoever proves a node.</summary>
internal sealed partial class AgentGateway(
    IGrainFactory grains,
    AgentRoster roster,
    MemberDirectory members,
    AgentProbes probes,
    AgentTokenKey tokens,
    AgentGatewayOptions options,
    SiloOptions silo,
    SiloReadiness readiness,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<AgentGateway> logger)
{
    public const string Path = "/agent/v1";

    private const string BearerPrefix = "Bearer ";

    public async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "This is the agents' WebSocket endpoint.");
            return;
        }

        if (Identify(context) is not { } identity)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await AnswerAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "The agent token is missing, or was not made with this silo's key: make one with 'Silo agent-token'.");
            return;
        }

        if (!await readiness.WaitAsync(options.HelloTimeout, context.RequestAborted))
        {
            await AnswerAsync(
                context, StatusCodes.Status503ServiceUnavailable, "The silo is still reading the cluster's state.");
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var channel = new AgentChannel(socket, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        var session = new AgentSession(channel, identity, roster, members, probes, grains, options, time, logger);
        try
        {
            await session.RunAsync(ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The agent hung up, or the silo stops: the session has tidied up after itself.
        }
        catch (Exception e) when (e is IOException or System.Net.WebSockets.WebSocketException)
        {
            LogConnectionBroke(logger, identity.Node ?? "?", e.Message);
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }

    private AgentIdentity? Identify(HttpContext context)
    {
        if (silo.IsAgentListenerInsecure)
        {
            return new AgentIdentity(null, silo.Name);
        }

        var header = context.Request.Headers.Authorization;
        if (StringValues.IsNullOrEmpty(header) || !header.ToString().StartsWith(BearerPrefix, StringComparison.Ordinal))
        {
            LogTokenRefused(logger, context.Connection.RemoteIpAddress, "no token");
            return null;
        }

        var node = tokens.NodeOf(header.ToString()[BearerPrefix.Length..].Trim());
        if (node is null)
        {
            LogTokenRefused(logger, context.Connection.RemoteIpAddress, "not made with this silo's key");
            return null;
        }

        return new AgentIdentity(node, silo.Name);
    }
}
