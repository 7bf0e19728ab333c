using System.Globalization;

namespace MetalOrleans.Lab.Processes;

/// <summary>One process, told apart from a later one that got the same id.</summary>
/// <param name="Id">The process id.</param>
/// <param name="StartedAt">Clock ticks from boot to its start, field 22 of /proc/PID/stat (proc(5)).</param>
/// <param name="Program">The file name of the program, found in its command line.</param>
public readonly record struct ProcessIdentity(int Id, long StartedAt, string Program)
{
    /// <summary>The identity of a process that runs; null when it is gone.</summary>
    public static ProcessIdentity? Of(int id, string program) =>
        ReadStart(id) is { } startedAt ? new ProcessIdentity(id, startedAt, program) : null;

    /// <summary>True while this very process, and no namesake, has the id.</summary>
    public bool IsAlive() => ReadStart(Id) == StartedAt && ReadCommandLine(Id).Contains(Program, StringComparison.Ordinal);

    /// <summary>Sends a signal to this very process; false when it is gone.</summary>
    public bool Signal(UnixSignal signal) => IsAlive() && Libc.Kill(Id, (int)signal) == 0;

    /// <summary>Resident memory in kibibytes (VmRSS of proc(5)); zero when the process is gone.</summary>
    public long ReadResidentKibibytes()
    {
        var line = ReadProc(Id, "status").Split('\n').FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan()["VmRSS:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>Processor time that the process has used, in its own code and in the kernel's; proc(5) counts it in ticks of 10 ms.</summary>
    public TimeSpan ReadProcessorTime()
    {
        var stat = ReadProc(Id, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[14 - 3], CultureInfo.InvariantCulture) + long.Parse(fields[15 - 3], CultureInfo.InvariantCulture);
        return TimeSpan.FromMilliseconds(10 * ticks);
    }

    private static long? ReadStart(int id)
    {
        // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
        var stat = ReadProc(id, "stat");
        var end = stat.LastIndexOf(')');
        if (end < 0)
        {
            return null;
        }

        var fields = stat[(end + 2)..].Split(' ');
        // A zombie has ended; only its parent has not looked yet.
        return fields[0] == "Z" ? null : long.Parse(fields[22 - 3], CultureInfo.InvariantCulture);
    }

    private static string ReadCommandLine(int id) => ReadProc(id, "cmdline").Replace('\0', ' ');

    private static string ReadProc(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
