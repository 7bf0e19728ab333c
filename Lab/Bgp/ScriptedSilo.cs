using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Networks;

namespace MetalOrleans.Lab.Bgp;

/// <summary>A silo that tells one agent one thing, so that a measurement has nothing of a real silo in it.</summary>
internal sealed class ScriptedSilo : IDisposable
{
    // RFC 6455 §4.2.2.
    private const string HandshakeKey = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const string KeyHeader = "Sec-WebSocket-Key:";

    // No silence of this silo means anything.
    private const uint MissedHeartbeats = 1_000_000;

    private readonly TcpListener _listener;

    private ScriptedSilo(TcpListener listener) => _listener = listener;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Listens on the loopback of a machine.</summary>
    public static Task<ScriptedSilo> StartAsync(LabNamespace machine) => machine.RunAsync(() =>
    {
        var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return new ScriptedSilo(listener);
    });

    /// <summary>Waits for the agent, tells it what shall be, and returns when it has acknowledged that.</summary>
    /// <returns>The connection; closing it is the end of the silo.</returns>
    public async Task<WebSocket> TellAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var client = await _listener.AcceptTcpClientAsync(cancellationToken);
        var socket = await UpgradeAsync(client.GetStream(), cancellationToken);
        var buffer = new byte[1024 * 1024];
        await ReceiveAsync(socket, buffer, message => message.Hello is not null, cancellationToken);
        await SendAsync(
            socket,
            new SiloMessage
            {
                Welcome = new Welcome { ProtocolVersion = 1, SiloName = "lab", MissedHeartbeats = MissedHeartbeats },
            },
            cancellationToken);
        await SendAsync(socket, new SiloMessage { Snapshot = snapshot }, cancellationToken);
        await ReceiveAsync(
            socket, buffer, message => message.Acknowledgement?.Version == snapshot.Version, cancellationToken);
        _ = DrainAsync(socket, buffer);
        return socket;
    }

    public void Dispose() => _listener.Dispose();

    private static async Task<WebSocket> UpgradeAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var request = new StringBuilder();
        var octet = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(octet, cancellationToken);
            request.Append((char)octet[0]);
        }

        var key = request.ToString().Split("\r\n")
            .First(line => line.StartsWith(KeyHeader, StringComparison.OrdinalIgnoreCase))[KeyHeader.Length..].Trim();
        // SHA-1 is what the handshake asks for; it protects nothing.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeKey)));
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Accept: {accept}\r\n\r\n"),
            cancellationToken);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
    }

    private static Task SendAsync(WebSocket socket, SiloMessage message, CancellationToken cancellationToken) =>
        socket.SendAsync(message.ToByteArray(), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    private static async Task ReceiveAsync(
        WebSocket socket, byte[] buffer, Func<AgentMessage, bool> isWanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                length += result.Count;
            }
            while (!result.EndOfMessage);

            if (result.MessageType == WebSocketMessageType.Close)
            {
                throw new InvalidOperationException("The agent closed the connection.");
            }

            if (isWanted(AgentMessage.Parser.ParseFrom(buffer, 0, length)))
            {
                return;
            }
        }
    }

    private static async Task DrainAsync(WebSocket socket, byte[] buffer)
    {
        try
        {
            await ReceiveAsync(socket, buffer, _ => false, CancellationToken.None);
        }
        catch (Exception ended) when (ended is WebSocketException or InvalidOperationException or IOException or ObjectDisposedException)
        {
            // The agent or the measurement is over.
        }
    }
}
