using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>Makes files, renames and removals durable. The BCL opens no directories, so this asks the C library.</summary>
internal static class DirectorySync
{
    // Linux: O_RDONLY | O_DIRECTORY | O_CLOEXEC.
    private const int OpenFlags = 0x10000 | 0x80000;

    /// <exception cref="IOException">The directory cannot be opened or its entries cannot reach the disk.</exception>
    public static void Flush(string directory) => Sync(directory, fsync);

    /// <summary>Makes everything that was written to the directory's file system durable: the cheap way for many files.</summary>
    /// <exception cref="IOException">The directory cannot be opened, or something cannot reach the disk.</exception>
    public static void FlushFileSystem(string directory) => Sync(directory, syncfs);

    private static void Sync(string directory, Func<int, int> sync)
    {
        var descriptor = open(directory, OpenFlags);
        if (descriptor < 0)
        {
            throw Failure(directory);
        }

        try
        {
            if (sync(descriptor) != 0)
            {
                throw Failure(directory);
            }
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    private static IOException Failure(string directory) =>
        new($"{directory}: its entries could not be made durable: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int open(string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern int syncfs(int descriptor);

    [DllImport("libc")]
    private static extern int close(int descriptor);
}
