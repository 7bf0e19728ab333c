using MetalOrleans.Agent.Contracts;
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
    LinkTimes times,
    IAgentAuthenticator authenticator,
    AgentRefusals refusals,
    AgentGatewayOptions options,
    SiloOptions silo,
    SiloReadiness readiness,
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

        if (!silo.IsStandalone && !readiness.IsLeading)
        {
            // Before anybody asks who it is: every agent dials every silo until it finds the one that leads.
            await PointToLeaderAsync(context);
            return;
        }

        if (await IdentifyAsync(context) is not { } identity)
        {
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
        var session = new AgentSession(channel, identity, roster, members, probes, times, refusals, grains, options, time, logger);
        try
        {
            await session.RunAsync(context.RequestAborted, readiness.Leaving);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The agent hung up: the session has tidied up after itself.
        }
        catch (Exception e) when (e is IOException or System.Net.WebSockets.WebSocketException)
        {
            LogConnectionBroke(logger, identity.Node ?? "?", e.Message);
        }
    }

    private Task PointToLeaderAsync(HttpContext context)
    {
        var leader = readiness.Leader;
        if (leader.AgentEndpoint.Length > 0)
        {
            context.Response.Headers[AgentLinkHeaders.ActiveSilo] = leader.AgentEndpoint;
        }

        return AnswerAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            leader.Name.Length > 0
                ? $"silo '{silo.Name}' stands by, '{leader.Name}' leads"
                : $"silo '{silo.Name}' does not lead, and knows nobody who does");
    }

    private static Task AnswerAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[AgentLinkHeaders.Refusal] = Visible(message);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }

    /// <summary>RFC 9110 section 5.5: a field value is visible ASCII and spaces.</summary>
    private static string Visible(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (var index = 0; index < span.Length; index++)
            {
                span[index] = source[index] is >= ' ' and <= '~' ? source[index] : '?';
            }
        });

    /// <summary>Who dials; null when that was not proved, which the agent has then been told.</summary>
    private async ValueTask<AgentIdentity?> IdentifyAsync(HttpContext context)
    {
        if (silo.IsAgentListenerInsecure)
        {
            return new AgentIdentity(null, silo.Name);
        }

        var header = context.Request.Headers.Authorization;
        var credential = StringValues.IsNullOrEmpty(header) || !header.ToString().StartsWith(BearerPrefix, StringComparison.Ordinal)
            ? null
            : new AgentCredential(authenticator, header.ToString()[BearerPrefix.Length..].Trim());
        var proof = credential is null
            ? AgentProof.Refused(AgentRefusalReason.NoToken, "the agent showed no token: give it --token-file")
            : await credential.ProveAsync(context.RequestAborted);
        if (proof.Node is { } node)
        {
            refusals.Served($"from {context.Connection.RemoteIpAddress}");
            return new AgentIdentity(node, silo.Name, credential);
        }

        refusals.Refuse($"from {context.Connection.RemoteIpAddress}", proof.Reason, proof.Explanation);
        if (proof.Reason == AgentRefusalReason.ReviewFailed)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, proof.Explanation);
            return null;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await AnswerAsync(context, StatusCodes.Status401Unauthorized, proof.Explanation);
        return null;
    }
}
