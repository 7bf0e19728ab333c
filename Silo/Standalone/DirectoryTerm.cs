using System.Globalization;
using System.Text;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Identity;

namespace MetalOrleans.Silo.Standalone;

/// <summary>A standalone silo's term: a counter in its directory, raised by each start, under a lock that one process holds.</summary>
internal sealed class DirectoryTerm : IDisposable
{
    private readonly FileStream _lock;

    private DirectoryTerm(FileStream held, ulong number)
    {
        _lock = held;
        Number = number;
    }

    /// <summary>The term of this start.</summary>
    public ulong Number { get; }

    /// <exception cref="SettingException">Another process holds the directory, or it cannot be written.</exception>
    public static DirectoryTerm Take(string directory)
    {
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(directory);
            held = new FileStream(
                Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var path = Path.Combine(directory, "term");
            // A damaged counter starts anew: agents tell their epochs, and counting goes on from those.
            _ = ulong.TryParse(
                File.Exists(path) ? File.ReadAllText(path) : "0", CultureInfo.InvariantCulture, out var last);
            SecretFile.Write(path, Encoding.ASCII.GetBytes((last + 1).ToString(CultureInfo.InvariantCulture)));
            return new DirectoryTerm(held, last + 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new SettingException(
                $"--standalone {directory} cannot be used ({e.Message}): another silo may be running on it, its disk may be full, or this user may not write it.",
                e);
        }
    }

    public void Dispose() => _lock.Dispose();
}
