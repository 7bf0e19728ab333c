using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace MetalOrleans.Agent.Contracts.Processes;

/// <summary>
/// Lets go the pages of program files that only starting up touched: code that ran once, and what the loader read of each
/// file. They stay in the kernel's page cache, unmapped; one that is needed after all comes back by a minor fault.
/// </summary>
/// <remarks>
/// Only mappings that cannot hold anything but the file's bytes: shared and read-only, or executable without a page of the
/// process's own (madvise(2): MADV_DONTNEED drops those too, and a changed page would come back unchanged).
/// </remarks>
public static partial class ColdPages
{
    private const string Smaps = "/proc/self/smaps";

    // Room for a mapping's longest line: two addresses, some numbers and a path of PATH_MAX = 4096 octets.
    private const int BufferLength = 8 * 1024;

    // <asm-generic/mman-common.h>
    private const int AdviceDontNeed = 4;

    /// <summary>Lets them go; without effect where the kernel shows no smaps.</summary>
    /// <returns>How many KiB were resident in the mappings that were let go.</returns>
    public static long Release()
    {
        try
        {
            using var file = File.OpenHandle(Smaps);
            return Release(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    // Read in place: the file has hundreds of kilobytes, which as strings would be the heap's largest garbage.
    private static long Release(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var buffer = new byte[BufferLength];
        var mapping = default(FileMapping);
        var (held, position, released) = (0, 0L, 0L);
        while (RandomAccess.Read(file, buffer.AsSpan(held), position) is > 0 and var read)
        {
            position += read;
            held += read;
            var rest = buffer.AsSpan(0, held);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                released += Take(rest[..end], ref mapping);
            }

            rest.CopyTo(buffer);
            held = rest.Length;
        }

        return released;
    }

    private static long Take(ReadOnlySpan<byte> line, ref FileMapping mapping)
    {
        if (FileMapping.TryParse(line, out var found))
        {
            mapping = found;
        }
        else if (line.StartsWith("Rss:"u8))
        {
            mapping = mapping with { Resident = Kibibytes(line) };
        }
        else if (line.StartsWith("Anonymous:"u8))
        {
            return mapping is { IsProgram: true, Resident: > 0 } && Kibibytes(line) == 0
                && Advise(mapping.Start, mapping.Length, AdviceDontNeed) == 0
                    ? mapping.Resident
                    : 0;
        }

        return 0;
    }

    // "Rss:                 304 kB"
    private static long Kibibytes(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line[(line.IndexOf((byte)':') + 1)..].TrimStart((byte)' '), out long value, out _) ? value : -1;

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nint length, int advice);
}
