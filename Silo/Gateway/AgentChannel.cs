using System.Buffers;
using System.Net.WebSockets;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.Silo.Gateway;

/// <summary>One agent's WebSocket as a stream of messages. One reader; writers take turns.</summary>
internal sealed class AgentChannel(WebSocket socket, TimeProvider time) : IDisposable
{
    // An agent reports a few hundred addresses in one message at the most; more than this is not an agent.
    private const int MessageLengthMax = 4 * 1024 * 1024;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private byte[] _received = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private long _lastReceived = time.GetTimestamp();

    /// <summary>How long nothing has been heard of the agent.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _lastReceived));

    /// <summary>The next message; null when the agent closed the stream or sent what is not a message.</summary>
    public async Task<AgentMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            if (length == _received.Length && !TryGrow())
            {
                return null;
            }

            var result = await socket.ReceiveAsync(_received.AsMemory(length), cancellationToken);
            if (result.MessageType != WebSocketMessageType.Binary)
            {
                return null;
            }

            length += result.Count;
            if (result.EndOfMessage)
            {
                break;
            }
        }

        Volatile.Write(ref _lastReceived, time.GetTimestamp());
        try
        {
            return AgentMessage.Parser.ParseFrom(_received, 0, length);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Sends one message as one frame.</summary>
    public async Task WriteAsync(SiloMessage message, CancellationToken cancellationToken)
    {
        var length = message.CalculateSize();
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            message.WriteTo(buffer.AsSpan(0, length));
            await socket.SendAsync(buffer.AsMemory(0, length), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _writing.Release();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Ends the connection without waiting for the agent.</summary>
    public void Abort() => socket.Abort();

    public void Dispose()
    {
        _writing.Dispose();
        ArrayPool<byte>.Shared.Return(_received);
        _received = [];
    }

    private bool TryGrow()
    {
        if (_received.Length >= MessageLengthMax)
        {
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent(_received.Length * 2);
        _received.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_received);
        _received = larger;
        return true;
    }
}
