using System.Buffers.Text;

namespace MetalOrleans.Agent.Contracts.Processes;

/// <summary>A mapping as the head line of its entry in /proc/PID/smaps tells it.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="Length">Its length in octets.</param>
/// <param name="IsProgram">Whether it is of a file, and shared and read-only or private and executable.</param>
/// <param name="Resident">How many KiB of it are resident.</param>
internal readonly record struct FileMapping(nint Start, nint Length, bool IsProgram, long Resident)
{
    private const int PermissionsLength = 4;

    /// <summary>Reads <c>7f3c00000000-7f3c00021000 r-xp 00012000 08:01 1234     /usr/lib/libc.so.6</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out FileMapping mapping)
    {
        mapping = default;
        if (!Utf8Parser.TryParse(line, out long start, out var read, 'x') || line.Length == read || line[read] != '-')
        {
            return false;
        }

        line = line[(read + 1)..];
        if (!Utf8Parser.TryParse(line, out long end, out read, 'x') || line.Length < read + 1 + PermissionsLength)
        {
            return false;
        }

        // A shared mapping of a deleted file is memory under another name: the runtime's own executable memory.
        var permissions = line.Slice(read + 1, PermissionsLength);
        var isProgram = (permissions.SequenceEqual("r--s"u8) || permissions.SequenceEqual("r-xp"u8))
            && line.Contains((byte)'/')
            && !line.EndsWith(" (deleted)"u8);
        mapping = new FileMapping((nint)start, (nint)(end - start), isProgram, 0);
        return true;
    }
}
