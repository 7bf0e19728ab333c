using System.Collections.Immutable;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Daemons;

/// <summary>A daemon in a namespace, perhaps with helpers of its own, and a directory for what configures them.</summary>
public abstract class LabDaemon : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(40);

    private readonly NetworkLab _lab;
    private readonly List<LabProcess> _processes = [];

    private protected LabDaemon(NetworkLab lab, LabNamespace machine)
    {
        _lab = lab;
        Machine = machine;
        // Outside of the lab's directory, which only root may enter: some of the daemons give root up.
        Directory = System.IO.Directory.CreateTempSubdirectory("metalorleans-daemon-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(Directory, Readable);
        }
    }

    /// <summary>Where it runs.</summary>
    public LabNamespace Machine { get; }

    /// <summary>The program that speaks the protocol.</summary>
    public LabProcess Daemon { get; private protected set; } = null!;

    protected string Directory { get; }

    /// <summary>What it says of its sessions, for the message when it does not say what was awaited; empty where nobody asks it.</summary>
    public virtual Task<string> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult("");

    /// <summary>Asks again and again, as daemons tell of changes to nobody.</summary>
    /// <exception cref="TimeoutException">It did not become so.</exception>
    public async Task UntilAsync(Func<Task<bool>> isSo, string expected, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(PollTimeout);
        using var timer = new PeriodicTimer(PollInterval, TimeProvider.System);
        try
        {
            while (!await isSo())
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"Within {PollTimeout.TotalSeconds} s it did not become true that {expected}. "
                + $"{await DescribeAsync(CancellationToken.None)}\n{_processes[^1].DescribeTail()}", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            // A daemon that a test has stopped cannot end.
            process.Signal(UnixSignal.Continue);
            await process.KillAsync();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    protected LabProcess Launch(string name, CommandLine command)
    {
        var process = _lab.Start($"{name}-{Machine.Name}", command, Machine);
        _processes.Add(process);
        return process;
    }

    protected string PathOf(string file) => Path.Combine(Directory, file);

    protected Task WriteAsync(string file, IEnumerable<string> lines, CancellationToken cancellationToken) =>
        File.WriteAllLinesAsync(PathOf(file), lines, cancellationToken);

    protected Task UntilExistsAsync(string file, CancellationToken cancellationToken) =>
        UntilAsync(() => Task.FromResult(File.Exists(PathOf(file))), $"{file} is there", cancellationToken);

    /// <summary>What a program says, run inside the machine.</summary>
    protected async Task<CommandResult> RunAsync(string program, ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        await Machine.Inside(new CommandLine(program, arguments)).RunAsync(cancellationToken);
}
