using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using MetalOrleans.NetAgent.Options;

namespace MetalOrleans.NetAgent.Link;

/// <summary>Opens the WebSocket to the silo, with the token and the authorities as the files have them at that moment.</summary>
internal sealed class SiloDialer(AgentOptions options)
{
    /// <summary>Opens a connection.</summary>
    /// <exception cref="SiloUnreachableException">It cannot be opened; the message says why and never holds the token.</exception>
    public async Task<WebSocket> DialAsync(CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        var identity = options.Silo.IsPlaintext
            ? null
            : new SiloIdentity(await ReadAuthoritiesAsync(cancellationToken), options.SiloName, options.Silo.Host);
        try
        {
            await ConfigureAsync(socket, identity, cancellationToken);
            await socket.ConnectAsync(options.Silo.Uri, cancellationToken);
            return socket;
        }
        catch (WebSocketException exception)
        {
            socket.Dispose();
            throw new SiloUnreachableException(Explain(socket, identity, exception), exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Explain(ClientWebSocket socket, SiloIdentity? identity, WebSocketException exception) =>
        identity?.Refusal
        ?? (socket.HttpStatusCode != default(HttpStatusCode)
            ? $"the silo answered the upgrade with status {(int)socket.HttpStatusCode}"
            : exception.GetBaseException().Message);

    private async Task ConfigureAsync(ClientWebSocket socket, SiloIdentity? identity, CancellationToken cancellationToken)
    {
        socket.Options.Proxy = null;
        socket.Options.CollectHttpResponseDetails = true;

        // The protocol has heartbeats of its own, both ways.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (identity is not null)
        {
            socket.Options.RemoteCertificateValidationCallback = identity.Check;
        }

        if (await ReadTokenAsync(cancellationToken) is { } token)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }
    }

    private async Task<string?> ReadTokenAsync(CancellationToken cancellationToken)
    {
        if (options.TokenFile is null)
        {
            return null;
        }

        string token;
        try
        {
            token = (await File.ReadAllTextAsync(options.TokenFile, cancellationToken)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SiloUnreachableException($"--token-file cannot be read: {exception.Message}", exception);
        }

        // RFC 6750 §2.1: a b64token has visible ASCII only. The token itself is never shown.
        return token.Length > 0 && token.All(character => character is > ' ' and < '\x7f')
            ? token
            : throw new SiloUnreachableException($"--token-file '{options.TokenFile}' holds no bearer token.");
    }

    private async Task<X509Certificate2Collection?> ReadAuthoritiesAsync(CancellationToken cancellationToken)
    {
        if (options.CaFile is null)
        {
            return null;
        }

        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(await File.ReadAllTextAsync(options.CaFile, cancellationToken));
            return authorities.Count > 0
                ? authorities
                : throw new SiloUnreachableException($"--ca-file '{options.CaFile}' holds no PEM certificate.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or System.Security.Cryptography.CryptographicException)
        {
            throw new SiloUnreachableException($"--ca-file cannot be read: {exception.Message}", exception);
        }
    }
}
