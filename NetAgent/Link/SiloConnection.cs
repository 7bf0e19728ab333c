using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.NetAgent.Link;

/// <summary>One attempt at a connection to the silo, and the connection: frames to messages and back.</summary>
/// <remarks>
/// Tells its owner what happens by <paramref name="report"/>, from its own tasks; after <see cref="Abandon"/> it tells
/// nothing more. Messages leave in the order of <see cref="Send"/>.
/// </remarks>
internal sealed class SiloConnection(
    Func<CancellationToken, Task<WebSocket>> dial, Action<SiloConnection, LinkEvent> report)
{
    // A snapshot of 10 000 announcements with two interface names each has about half a megabyte.
    private const int MessageLengthMax = 16 * 1024 * 1024;
    private const int BufferLength = 4 * 1024;

    private readonly CancellationTokenSource _abandoned = new();
    private readonly Channel<AgentMessage> _outgoing =
        Channel.CreateUnbounded<AgentMessage>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    /// <summary>Opens the connection and carries messages until it ends.</summary>
    public async Task RunAsync()
    {
        var reason = "";
        try
        {
            using var socket = await dial(_abandoned.Token);
            report(this, new LinkEvent.Connected());
            var sending = SendAllAsync(socket);
            try
            {
                reason = await ReceiveAllAsync(socket);
            }
            finally
            {
                _outgoing.Writer.TryComplete();
                socket.Abort();
                await sending;
            }
        }
        catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception) when (exception is SiloUnreachableException or WebSocketException or IOException
            or InvalidProtocolBufferException or OperationCanceledException)
        {
            reason = exception.Message;
        }

        if (!_abandoned.IsCancellationRequested)
        {
            report(this, new LinkEvent.Disconnected(reason));
        }
    }

    /// <summary>Queues a message; it is lost when the connection ends before it left.</summary>
    public void Send(AgentMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Lets queued messages leave, then ends the connection.</summary>
    public void Complete() => _outgoing.Writer.TryComplete();

    /// <summary>Ends the connection, or the attempt, at once.</summary>
    public void Abandon() => _abandoned.Cancel();

    private async Task SendAllAsync(WebSocket socket)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(_abandoned.Token))
            {
                buffer.ResetWrittenCount();
                message.WriteTo(buffer);
                await socket.SendAsync(
                    buffer.WrittenMemory, WebSocketMessageType.Binary, endOfMessage: true, _abandoned.Token);

                // Nor is that of a report on every address.
                buffer = buffer.Capacity > BufferLength ? new ArrayBufferWriter<byte>() : buffer;
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, _abandoned.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException
            or ObjectDisposedException)
        {
            // The receiving side finds the same end and tells it.
        }
    }

    private async Task<string> ReceiveAllAsync(WebSocket socket)
    {
        var buffer = new byte[BufferLength];
        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(length), _abandoned.Token);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return $"the silo closed the connection ({socket.CloseStatusDescription ?? socket.CloseStatus?.ToString()})";
            }

            length += result.Count;
            if (!result.EndOfMessage)
            {
                if (length == MessageLengthMax)
                {
                    return $"the silo sent a message above {MessageLengthMax} octets";
                }

                buffer = Grown(buffer, length);
                continue;
            }

            report(this, new LinkEvent.Received(SiloMessage.Parser.ParseFrom(buffer.AsSpan(0, length))));
            length = 0;

            // A snapshot's buffer is not kept for heartbeats.
            buffer = buffer.Length > BufferLength ? new byte[BufferLength] : buffer;
        }
    }

    private static byte[] Grown(byte[] buffer, int length)
    {
        if (length < buffer.Length)
        {
            return buffer;
        }

        Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MessageLengthMax));
        return buffer;
    }
}
