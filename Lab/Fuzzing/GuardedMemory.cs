using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MetalOrleans.Lab.Fuzzing;

/// <summary>Memory behind which nothing can be read: one octet too many ends the process, whatever the code that read it.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    // sys/mman.h.
    private const int ProtectionNone = 0;
    private const int ProtectionReadWrite = 3;
    private const int MapPrivateAnonymous = 0x22;

    private readonly byte* _start;
    private readonly int _readable = Environment.SystemPageSize;

    public GuardedMemory()
    {
        _start = Map(0, (nuint)(2 * _readable), ProtectionReadWrite, MapPrivateAnonymous, -1, 0);
        if ((nint)_start == -1 || Protect(_start + _readable, (nuint)_readable, ProtectionNone) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "No guarded memory could be had.");
        }
    }

    /// <summary>The last octets before the guard, at most a page.</summary>
    public Span<byte> Last(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _readable);
        return new Span<byte>(_start + _readable - length, length);
    }

    public void Dispose() => Unmap(_start, (nuint)(2 * _readable));

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(byte* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(byte* address, nuint length);
}
