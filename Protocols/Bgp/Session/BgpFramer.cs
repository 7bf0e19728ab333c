namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>Makes messages of the octets of a connection.</summary>
internal sealed class BgpFramer
{
    // Room for a whole message behind one that is not whole yet, so that every read can bring at least one message.
    private byte[] _octets = new byte[2 * BgpHeader.MessageLengthMax];
    private int _start;
    private int _end;

    /// <summary>Where octets are received to; never empty as long as messages are taken out.</summary>
    public Memory<byte> Space
    {
        get
        {
            MakeRoom();
            return _octets.AsMemory(_end);
        }
    }

    /// <summary>Whether messages may be longer than 4096 octets from here on (RFC 8654).</summary>
    public bool IsExtended { get; private set; }

    /// <summary>Octets that are no whole message yet.</summary>
    public int Pending => _end - _start;

    /// <summary>The first octets of <see cref="Space"/> were received.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than there was room for.</exception>
    public void Add(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _octets.Length - _end);
        _end += count;
    }

    /// <summary>Lets messages be longer.</summary>
    public void Extend()
    {
        if (IsExtended)
        {
            return;
        }

        IsExtended = true;
        var longer = new byte[2 * BgpHeader.ExtendedMessageLengthMax];
        _octets.AsSpan(_start, Pending).CopyTo(longer);
        _octets = longer;
        (_start, _end) = (0, Pending);
    }

    /// <summary>Takes the next message out.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="body">What follows it; valid until the next octets are received.</param>
    /// <param name="error">What to say to the peer when the octets are no message; nothing after them can be read.</param>
    /// <returns>Whether there is a whole one.</returns>
    public bool TryTake(out BgpHeader header, out ReadOnlySpan<byte> body, out BgpNotification? error)
    {
        body = default;
        header = default;
        error = null;
        var octets = _octets.AsSpan(_start, Pending);
        if (octets.Length < BgpHeader.Length || !BgpHeader.TryDecode(octets, IsExtended, out header, out error))
        {
            return false;
        }

        if (octets.Length < header.MessageLength)
        {
            return false;
        }

        body = octets[BgpHeader.Length..header.MessageLength];
        _start += header.MessageLength;
        return true;
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
        else if (_start > 0 && _octets.Length - _end < _octets.Length / 2)
        {
            _octets.AsSpan(_start, Pending).CopyTo(_octets);
            (_start, _end) = (0, Pending);
        }
    }
}
