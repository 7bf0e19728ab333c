using System.Text;
using System.Text.Json;

namespace MetalOrleans.Lab.Networks;

/// <summary>
/// The file in which a running lab writes down what it makes, before or as it makes it, and which it holds locked.
/// </summary>
/// <remarks>
/// The kernel drops the lock when the lab ends, however it ends: a journal that can be locked belongs to a lab that
/// was killed, and names exactly what that lab left behind. It is append-only, so that a torn last line is the worst
/// that a kill can do.
/// </remarks>
internal sealed class LabJournal : IDisposable
{
    private const string Extension = ".journal";

    /// <summary>Where all labs of the machine keep their journals and scratch directories; only root may look.</summary>
    public const string Root = "/run/metalorleans-lab";

    private readonly FileStream _file;
    private readonly Lock _gate = new();

    private LabJournal(string name, FileStream file)
    {
        Name = name;
        _file = file;
    }

    /// <summary>The lab's name, unique on the machine while the lab runs.</summary>
    public string Name { get; }

    public string Directory => Path.Combine(Root, Name);

    /// <summary>Claims the first free name of <c>purpose</c>, <c>purpose-2</c>, <c>purpose-3</c>, ….</summary>
    public static LabJournal Claim(string purpose)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("A lab is made of Linux network namespaces.");
        }

        System.IO.Directory.CreateDirectory(
            Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        for (var number = 1; ; number++)
        {
            var name = number == 1 ? purpose : $"{purpose}-{number}";
            if (TryOpen(Path.Combine(Root, name + Extension), FileMode.CreateNew) is { } file)
            {
                var journal = new LabJournal(name, file);
                journal.Write(new LabRecord.Boot(ReadBootId()));
                System.IO.Directory.CreateDirectory(journal.Directory);
                return journal;
            }
        }
    }

    /// <summary>The journals of labs that were killed, each locked by the caller from now on.</summary>
    public static IEnumerable<LabJournal> OpenLeftovers()
    {
        if (!System.IO.Directory.Exists(Root))
        {
            yield break;
        }

        foreach (var path in System.IO.Directory.EnumerateFiles(Root, "*" + Extension).Order())
        {
            if (TryOpen(path, FileMode.Open) is { } file)
            {
                yield return new LabJournal(Path.GetFileNameWithoutExtension(path), file);
            }
        }
    }

    public static string ReadBootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public void Write(LabRecord record)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(record);
        lock (_gate)
        {
            _file.Write([.. line, (byte)'\n']);
            _file.Flush();
        }
    }

    public IReadOnlyList<LabRecord> ReadAll()
    {
        _file.Position = 0;
        var records = new List<LabRecord>();
        using var reader = new StreamReader(_file, Encoding.UTF8, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            try
            {
                records.Add(JsonSerializer.Deserialize<LabRecord>(line)!);
            }
            catch (JsonException)
            {
                // The line that was being written when the lab was killed; what it names was not made yet.
            }
        }

        return records;
    }

    /// <summary>Removes the scratch directory and the journal: the last step, when everything it names is gone.</summary>
    public void Remove()
    {
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }

        File.Delete(_file.Name);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// Whether the file was removed between its opening and its locking: whatever has its name by now is another lab's.
    /// </summary>
    private static bool IsRemoved(FileStream file) =>
        new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget?.EndsWith(" (deleted)", StringComparison.Ordinal) == true;

    private static FileStream? TryOpen(string path, FileMode mode)
    {
        try
        {
            // FileShare.None is flock(2) on Unix: the second to open it is refused.
            var file = new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
            if (!IsRemoved(file))
            {
                return file;
            }

            file.Dispose();
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
