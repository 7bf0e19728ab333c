using System.Collections.Immutable;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Routers;

/// <summary>A routing daemon in a namespace, with a configuration that was made for it.</summary>
public abstract class LabRouter : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(40);

    private readonly List<LabProcess> _processes = [];

    private protected LabRouter(NetworkLab lab, LabNamespace machine, RouterSettings settings)
    {
        Lab = lab;
        Machine = machine;
        Settings = settings;
        // Outside of the lab's directory, which only root may enter: some of the daemons give root up.
        Directory = System.IO.Directory.CreateTempSubdirectory("metalorleans-router-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(Directory, Readable);
        }
    }

    public abstract RouterKind Kind { get; }

    public LabNamespace Machine { get; }

    public RouterSettings Settings { get; }

    /// <summary>The BGP daemon itself.</summary>
    public LabProcess Daemon { get; private protected set; } = null!;

    protected NetworkLab Lab { get; }

    protected string Directory { get; }

    /// <summary>Starts a daemon and waits until it can be asked.</summary>
    public static async Task<LabRouter> StartAsync(
        RouterKind kind, NetworkLab lab, LabNamespace machine, RouterSettings settings, CancellationToken cancellationToken)
    {
        LabRouter router = kind switch
        {
            RouterKind.Frr => new FrrRouter(lab, machine, settings),
            RouterKind.Bird => new BirdRouter(lab, machine, settings),
            RouterKind.GoBgp => new GoBgpRouter(lab, machine, settings),
            _ => new ExaBgpRouter(lab, machine, settings),
        };
        await router.StartAsync(cancellationToken);
        return router;
    }

    /// <summary>Whether the session with a neighbour is Established.</summary>
    public abstract Task<bool> IsEstablishedAsync(RouterPeer peer, CancellationToken cancellationToken);

    /// <summary>How many prefixes of a family it has from a neighbour.</summary>
    public abstract Task<int> CountAsync(RouterPeer peer, bool isIPv4, CancellationToken cancellationToken);

    /// <summary>A route that it has from a neighbour; null when it has none.</summary>
    public abstract Task<RouterRoute?> FindAsync(RouterPeer peer, string prefix, CancellationToken cancellationToken);

    /// <summary>Asks a neighbour for all its routes (RFC 2918).</summary>
    public abstract Task RequestRefreshAsync(RouterPeer peer, CancellationToken cancellationToken);

    /// <summary>Ends the session with a neighbour by a NOTIFICATION; it may begin anew.</summary>
    public abstract Task ResetAsync(RouterPeer peer, CancellationToken cancellationToken);

    /// <summary>What a neighbour last said in a NOTIFICATION, in the daemon's own words; empty for nothing.</summary>
    public abstract Task<string> LastErrorAsync(RouterPeer peer, CancellationToken cancellationToken);

    /// <summary>Waits until the session with a neighbour is Established.</summary>
    public Task EstablishedAsync(RouterPeer peer, CancellationToken cancellationToken) => UntilAsync(
        () => IsEstablishedAsync(peer, cancellationToken), $"{Kind} has an Established session with {peer.Address}{peer.Interface}", cancellationToken);

    /// <summary>Waits until it has a route, and returns it.</summary>
    public async Task<RouterRoute> RouteAsync(RouterPeer peer, string prefix, CancellationToken cancellationToken)
    {
        RouterRoute? found = null;
        await UntilAsync(
            async () => (found = await FindAsync(peer, prefix, cancellationToken)) is not null,
            $"{Kind} has {prefix} from {peer.Address}{peer.Interface}",
            cancellationToken);
        return found!;
    }

    /// <summary>Waits until it has a route no longer.</summary>
    public Task WithdrawnAsync(RouterPeer peer, string prefix, CancellationToken cancellationToken) => UntilAsync(
        async () => await FindAsync(peer, prefix, cancellationToken) is null,
        $"{Kind} has {prefix} from {peer.Address}{peer.Interface} no longer",
        cancellationToken);

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
            throw new TimeoutException($"Within {PollTimeout.TotalSeconds} s it did not become true that {expected}. {Daemon.DescribeTail()}", late);
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

    /// <summary>Counts the routes of the IPv4 table, fast enough to be asked all the time; FRR and BIRD.</summary>
    internal virtual Func<int> OpenCounter(out IDisposable console) =>
        throw new NotSupportedException($"{Kind} has no control socket that answers fast enough.");

    protected abstract Task StartAsync(CancellationToken cancellationToken);

    protected LabProcess Launch(string name, CommandLine command)
    {
        var process = Lab.Start($"{name}-{Machine.Name}", command, Machine);
        _processes.Add(process);
        return process;
    }

    protected string PathOf(string file) => Path.Combine(Directory, file);

    protected Task WriteAsync(string file, IEnumerable<string> lines, CancellationToken cancellationToken) =>
        File.WriteAllLinesAsync(PathOf(file), lines, cancellationToken);

    /// <summary>What a program says, run inside the machine.</summary>
    protected async Task<CommandResult> RunAsync(string program, ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        await Machine.Inside(new CommandLine(program, arguments)).RunAsync(cancellationToken);
}
