using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Options;

namespace MetalOrleans.NetAgent.Link;

/// <summary>Dials one silo, and says what came of it.</summary>
internal static class SiloAttempt
{
    // A silo whose machine is gone answers nothing at all: TCP and TLS to one that lives take milliseconds. A silo that is
    // about to lead may take its time with the answer, which this does not bound.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Opens a connection, or says why it cannot be opened; throws only when cancelled.</summary>
    public static async Task<SiloAnswer> DialAsync(
        SiloTarget target, SiloCredentials credentials, string siloName, CancellationToken cancellationToken)
    {
        var endpoint = target.Endpoint;
        var identity = endpoint.IsPlaintext ? null : new SiloIdentity(credentials.Authorities, siloName, endpoint.Host);
        using var handler = NewHandler(target, identity);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.CollectHttpResponseDetails = true;

            // The protocol has heartbeats of its own, both ways.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            if (credentials.Token is { } token)
            {
                socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            }

            // What was upgraded lives on when the handler is gone.
            await socket.ConnectAsync(endpoint.Uri, invoker, cancellationToken);
            return new SiloAnswer(target, socket, "", Active: null);
        }
        catch (WebSocketException exception)
        {
            var answer = new SiloAnswer(target, Socket: null, Explain(socket, identity, exception), Hint(socket, endpoint));
            socket.Dispose();
            return answer;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SocketsHttpHandler NewHandler(SiloTarget target, SiloIdentity? identity)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = ConnectTimeout };
        if (identity is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = identity.Check;
        }

        if (target.Address is { } address)
        {
            handler.ConnectCallback = async (context, token) =>
            {
                var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), token);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        return handler;
    }

    private static string Explain(ClientWebSocket socket, SiloIdentity? identity, WebSocketException exception)
    {
        if (identity?.Refusal is { } refusal)
        {
            return refusal;
        }

        if (socket.HttpStatusCode == default)
        {
            return exception.GetBaseException().Message;
        }

        var status = $"the silo answered the upgrade with status {(int)socket.HttpStatusCode}";
        return Header(socket, AgentLinkHeaders.Refusal) is { Length: > 0 } reason ? $"{status}: {reason}" : status;
    }

    private static SiloEndpoint? Hint(ClientWebSocket socket, SiloEndpoint asked) =>
        Header(socket, AgentLinkHeaders.ActiveSilo) is { } text
        && SiloEndpoint.Parse(text, asked.IsPlaintext) is { } hint
        && (!hint.IsPlaintext || hint.IsLoopback)
            ? hint
            : null;

    private static string? Header(ClientWebSocket socket, string name) =>
        socket.HttpResponseHeaders?.FirstOrDefault(
            header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
}
