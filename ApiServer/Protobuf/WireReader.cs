using System.Buffers.Binary;

namespace MetalOrleans.ApiServer.Protobuf;

/// <summary>
/// Reads the fields of one protobuf message. A field is a varint tag, <c>number &lt;&lt; 3 | wire type</c>, and its value:
/// 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public ulong Number { get; private set; }

    public ReadOnlySpan<byte> Bytes { get; private set; }

    public int Field { get; private set; }

    /// <summary>Moves to the next field; false at the end.</summary>
    /// <exception cref="FormatException">The bytes are no protobuf message.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        Field = (int)(tag >> 3);
        Number = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                return true;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                return true;
            case 2:
                var length = Varint();
                Bytes = length <= int.MaxValue ? Take((int)length) : throw new FormatException("a protobuf field is longer than the message");
                return true;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                return true;
            default:
                throw new FormatException($"protobuf wire type {tag & 7} is not used by Kubernetes");
        }
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("a protobuf varint is longer than ten bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new FormatException("the protobuf message ends inside a field");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
