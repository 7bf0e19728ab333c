using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Bfd;

/// <summary>A BFD daemon in a namespace, with a configuration that was made for it.</summary>
public abstract class BfdSpeaker : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(30);

    private readonly NetworkLab _lab;
    private readonly LabNamespace _machine;

    private protected BfdSpeaker(NetworkLab lab, LabNamespace machine)
    {
        _lab = lab;
        _machine = machine;
        // Outside of the lab's directory, which only root may enter: FRR's daemons give root up.
        Directory = System.IO.Directory.CreateTempSubdirectory("metalorleans-bfd-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(Directory, Readable);
        }
    }

    /// <summary>The program.</summary>
    public LabProcess Daemon { get; private protected set; } = null!;

    protected string Directory { get; }

    /// <summary>Starts FRR's bfdd.</summary>
    public static async Task<BfdSpeaker> StartFrrAsync(
        NetworkLab lab, LabNamespace machine, IReadOnlyList<BfdSpeakerPeer> peers, CancellationToken cancellationToken)
    {
        var speaker = new FrrBfdSpeaker(lab, machine);
        await speaker.StartAsync(peers, cancellationToken);
        return speaker;
    }

    /// <summary>Starts BIRD 2.</summary>
    public static async Task<BfdSpeaker> StartBirdAsync(
        NetworkLab lab, LabNamespace machine, IReadOnlyList<BfdSpeakerPeer> peers, CancellationToken cancellationToken)
    {
        var speaker = new BirdBfdSpeaker(lab, machine);
        await speaker.StartAsync(peers, cancellationToken);
        return speaker;
    }

    /// <summary>What the daemon says of its sessions.</summary>
    public abstract Task<string> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Whether the daemon says that its session with an address is up.</summary>
    public abstract Task<bool> IsUpAsync(string address, CancellationToken cancellationToken);

    /// <summary>Gives the daemon a command, as an operator would.</summary>
    public abstract Task<string> CommandAsync(CancellationToken cancellationToken, params string[] commands);

    /// <summary>Waits until the daemon says that its session with an address is up.</summary>
    public Task UpAsync(string address, CancellationToken cancellationToken) => UntilAsync(
        () => IsUpAsync(address, cancellationToken), $"the session with {address} is up", cancellationToken);

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
                $"Within {PollTimeout.TotalSeconds} s the daemon did not say that {expected}, but: "
                + $"{await DescribeAsync(CancellationToken.None)}\n{Daemon.DescribeTail()}", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A daemon that a test has stopped cannot end.
        Daemon.Signal(UnixSignal.Continue);
        await Daemon.KillAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    protected LabProcess Launch(string name, CommandLine command) => _lab.Start($"{name}-{_machine.Name}", command, _machine);

    protected string PathOf(string file) => Path.Combine(Directory, file);

    protected Task WriteAsync(string file, IEnumerable<string> lines, CancellationToken cancellationToken) =>
        File.WriteAllLinesAsync(PathOf(file), lines, cancellationToken);
}
