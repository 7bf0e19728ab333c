using MetalOrleans.Lab.Traffic;
using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Lab.Bgp;

/// <summary>One direction of a BGP connection, put together from segments.</summary>
internal sealed class BgpStream
{
    private readonly byte[] _octets = new byte[8 * 1024 * 1024];
    private uint? _expected;
    private int _length;

    /// <summary>Hears of a message.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="body">What follows it, valid until the call returns.</param>
    public delegate void Listener(BgpHeader header, ReadOnlySpan<byte> body);

    /// <summary>Whether octets were missed: what was heard since is not everything.</summary>
    public bool HasGap { get; private set; }

    /// <summary>Takes a segment; one that repeats octets is passed over.</summary>
    public void Take(TcpSegment segment, ReadOnlySpan<byte> payload, Listener listener)
    {
        if (segment.IsFirst)
        {
            // The SYN takes a number.
            (_expected, _length) = (segment.Sequence + 1, 0);
            return;
        }

        if (payload.IsEmpty)
        {
            return;
        }

        if (_expected is { } expected && segment.Sequence != expected)
        {
            HasGap |= (int)(segment.Sequence - expected) > 0;
            return;
        }

        _expected = segment.Sequence + (uint)payload.Length;
        payload.CopyTo(_octets.AsSpan(_length));
        _length += payload.Length;
        Read(listener);
    }

    private void Read(Listener listener)
    {
        var start = 0;
        while (_length - start >= BgpHeader.Length
            && BgpHeader.TryDecode(_octets.AsSpan(start), isExtended: true, out var header, out _)
            && _length - start >= header.MessageLength)
        {
            listener(header, _octets.AsSpan(start + BgpHeader.Length, header.BodyLength));
            start += header.MessageLength;
        }

        _octets.AsSpan(start, _length - start).CopyTo(_octets);
        _length -= start;
    }
}
