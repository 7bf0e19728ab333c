using System.Buffers;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>An answer's body in a rented array.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstLength = 16 * 1024;

    private byte[] _rented;
    private int _length;

    private PooledBody(int capacity) => _rented = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlyMemory<byte> Memory => _rented.AsMemory(0, _length);

    public static async Task<PooledBody> ReadAsync(HttpContent content, CancellationToken token)
    {
        // One byte more than announced, so that the end is seen without growing.
        var expected = content.Headers.ContentLength is { } length and < int.MaxValue ? (int)length + 1 : FirstLength;
        var body = new PooledBody(expected);
        try
        {
            await using var stream = await content.ReadAsStreamAsync(token);
            while (true)
            {
                if (body._length == body._rented.Length)
                {
                    body.Grow();
                }

                var read = await stream.ReadAsync(body._rented.AsMemory(body._length), token);
                if (read == 0)
                {
                    return body;
                }

                body._length += read;
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_rented.Length > 0)
        {
            // A body can hold a Secret: it is not left behind in the pool.
            ArrayPool<byte>.Shared.Return(_rented, clearArray: true);
            _rented = [];
            _length = 0;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_rented.Length * 2);
        _rented.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_rented, clearArray: true);
        _rented = larger;
    }
}
