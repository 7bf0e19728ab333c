using System.Text;

namespace MetalOrleans.Tests.Agent.Contracts.Logging;

/// <summary>A file on a disk that takes what there is room for, and then says that it is full, as Linux does.</summary>
internal sealed class FullableStream : MemoryStream
{
    /// <summary>How many octets it still takes.</summary>
    public int Room { get; set; } = int.MaxValue;

    public string Text => Encoding.UTF8.GetString(ToArray());

    public override void Write(byte[] buffer, int offset, int count)
    {
        var taken = Math.Min(count, Room);
        base.Write(buffer, offset, taken);
        Room -= taken;
        if (taken < count)
        {
            throw new IOException("No space left on device");
        }
    }

    public override void WriteByte(byte value) => Write([value], 0, 1);
}
