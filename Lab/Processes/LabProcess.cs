using System.Diagnostics;

namespace MetalOrleans.Lab.Processes;

/// <summary>A program that runs until it is stopped; its output goes to a log file and to whoever waits for a line.</summary>
public sealed class LabProcess : IAsyncDisposable
{
    /// <summary>Lines kept in memory; the log file has them all.</summary>
    private const int RecentLimit = 1000;
    private const int TailLength = 25;

    /// <summary>What a program gets to end by itself after SIGTERM; an agent that drains may take a second.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How long the output of an ended program may take to arrive.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TextWriter _log;
    private readonly EventLog<string> _lines = new(RecentLimit);
    private readonly Lock _following = new();
    private Action<string>? _heard;

    /// <summary>
    /// Starts the program in a session of its own, so that Ctrl-C in a terminal reaches only the lab, which then ends
    /// its processes in order.
    /// </summary>
    /// <param name="name">What people call it: the name in messages.</param>
    /// <param name="command">The whole command, wrappers included.</param>
    /// <param name="program">The file name of the program that the wrappers exec.</param>
    /// <param name="logPath">Where its output goes; it is appended to.</param>
    /// <param name="heard">Told of each line, on the thread that reads it; null for nobody.</param>
    public LabProcess(string name, CommandLine command, string program, string logPath, Action<string>? heard = null)
    {
        Name = name;
        _heard = heard;
        LogPath = logPath;
        _log = TextWriter.Synchronized(new StreamWriter(logPath, append: true) { AutoFlush = true });
        _process = command.RunBy("setsid").Launch();
        Identity = ProcessIdentity.Of(_process.Id, program) ?? new ProcessIdentity(_process.Id, 0, program);
        Exited = RunToEndAsync();
    }

    public string Name { get; }

    public string LogPath { get; }

    public ProcessIdentity Identity { get; }

    /// <summary>Completes with the exit code, after the last line of output has been read.</summary>
    public Task<int> Exited { get; }

    /// <summary>The first recent line, written already or yet to come, that is wanted.</summary>
    /// <exception cref="InvalidOperationException">The program ended without writing it.</exception>
    public Task<string> WaitForLineAsync(Func<string, bool> wanted, CancellationToken cancellationToken) =>
        _lines.FirstAsync(wanted, cancellationToken);

    /// <summary>The first line from now on that is wanted.</summary>
    /// <exception cref="InvalidOperationException">The program ended without writing it.</exception>
    public Task<string> WaitForNextLineAsync(Func<string, bool> wanted, CancellationToken cancellationToken) =>
        _lines.NextAsync(wanted, cancellationToken);

    /// <summary>Has somebody told of each line from now on, on the thread that reads it, until what is returned is disposed.</summary>
    public IDisposable Follow(Action<string> heard)
    {
        lock (_following)
        {
            _heard += heard;
        }

        return new Follower(() =>
        {
            lock (_following)
            {
                _heard -= heard;
            }
        });
    }

    /// <summary>Sends a signal; the id cannot belong to another program before this one has been waited for.</summary>
    public void Signal(UnixSignal signal) => Libc.Kill(Identity.Id, (int)signal);

    /// <summary>Ends the program at once (SIGKILL), as a crash would, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!Exited.IsCompleted)
        {
            _process.Kill();
        }

        await Exited;
    }

    /// <summary>Asks the program to end (SIGTERM), and kills it when it does not within five seconds.</summary>
    public async Task StopAsync()
    {
        if (!Exited.IsCompleted)
        {
            Signal(UnixSignal.Terminate);
            using var deadline = new CancellationTokenSource(Grace, TimeProvider.System);
            await Task.WhenAny(Exited, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, deadline.Token));
        }

        await KillAsync();
    }

    /// <summary>The last lines of output, for a message about what went wrong.</summary>
    public string DescribeTail() => _lines.Events switch
    {
        [] => $"{Name} wrote nothing.",
        var lines => $"{Name} wrote last:\n  " + string.Join("\n  ", lines.TakeLast(TailLength)),
    };

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private async Task<int> RunToEndAsync()
    {
        _process.StandardInput.Close();
        // An asynchronous read of a pipe blocks a pool thread for as long as the program is silent.
        var output = Task.WhenAll(
            Threads.RunAsync(() => ReadLines(_process.StandardOutput)), Threads.RunAsync(() => ReadLines(_process.StandardError)));
        await _process.WaitForExitAsync();
        // A program of its own that it left behind may hold the pipes open for ever.
        await Task.WhenAny(output, Task.Delay(LastWords, TimeProvider.System));
        _lines.End(new InvalidOperationException(
            $"{Name} ended with {_process.ExitCode} before it wrote the line that was waited for. {DescribeTail()}"));
        await _log.DisposeAsync();
        return _process.ExitCode;
    }

    private void ReadLines(StreamReader output)
    {
        while (output.ReadLine() is { } line)
        {
            _heard?.Invoke(line);
            _log.WriteLine(line);
            _lines.Add(line);
        }
    }

    private sealed record Follower(Action End) : IDisposable
    {
        public void Dispose() => End();
    }
}
