using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Tests.Support;

/// <summary>A file system of a few megabytes that a test can fill to its last octet, and make room on again.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string directory) => Directory = directory;

    /// <summary>Where it is mounted; only root may enter.</summary>
    public string Directory { get; }

    private string Filler => Path.Combine(Directory, "filler");

    public static async Task<SmallDisk> MountAsync()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("metalorleans-disk-").FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", directory);
        return new SmallDisk(directory);
    }

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Makes room.</summary>
    public void Empty() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", Directory);
        System.IO.Directory.Delete(Directory);
    }

    private static async Task RunAsync(string program, params string[] arguments) =>
        (await new CommandLine(program, [.. arguments]).RunAsync(default)).EnsureSucceeded();
}
