using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>An open watch, read line by line straight from the connection. One reader at a time.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class WatchStream<T> : IAsyncDisposable
    where T : class, IKubernetesResource<T>
{
    /// <summary>The server's own limit on a request is 3 MiB (etcd: 1.5 MiB); a longer line is no Kubernetes object.</summary>
    private const int LineLengthMax = 8 * 1024 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly PipeReader _reader;

    internal WatchStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: false));
    }

    /// <summary>The next event, or null when the server ended the watch.</summary>
    /// <exception cref="JsonException">A line is no watch event; the stream is then of no further use.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<WatchEvent<T>?> ReadAsync(CancellationToken token)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(token);
            var buffer = result.Buffer;
            if (TryTakeLine(ref buffer, out var line))
            {
                var watchEvent = IsBlank(line) ? (WatchEvent<T>?)null : Parse(line);
                _reader.AdvanceTo(buffer.Start);
                if (watchEvent is not null)
                {
                    return watchEvent;
                }

                continue;
            }

            if (result.IsCompleted)
            {
                // What follows the last newline was cut off: the event comes again after the next connect.
                _reader.AdvanceTo(buffer.End);
                return null;
            }

            if (buffer.Length > LineLengthMax)
            {
                throw new JsonException($"a line of the watch is longer than {LineLengthMax} bytes");
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Closes the watch.</summary>
    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        await _reader.CompleteAsync();
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } newline)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, newline);
        buffer = buffer.Slice(buffer.GetPosition(1, newline));
        return true;
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line) => line.Length <= 1;

    private static WatchEvent<T> Parse(in ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment)
        {
            return WatchEventReader.Read<T>(line.FirstSpan);
        }

        var length = (int)line.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            line.CopyTo(rented);
            return WatchEventReader.Read<T>(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
