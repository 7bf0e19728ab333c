using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Routers;

namespace MetalOrleans.Lab.Measuring;

/// <summary>
/// Follows what a router does with prefixes, as it says so itself: bgpd's log for its own table, the kernel's route events for what
/// became of it. Nothing is polled.
/// </summary>
internal sealed class RouterLog : IAsyncDisposable
{
    private const string Received = " rcvd ";
    private const string Deleted = "Deleted ";

    private readonly FrrRouter _router;
    private readonly TimeProvider _clock;
    private readonly EventLog<Entry> _entries = new(20_000);
    private LabProcess _monitor = null!;
    private IDisposable _following = null!;

    private RouterLog(FrrRouter router, TimeProvider clock) => (_router, _clock) = (router, clock);

    /// <summary>Begins to follow; bgpd tells of every prefix until the log is disposed, which makes it slower.</summary>
    public static async Task<RouterLog> OpenAsync(
        LabCluster cluster, FrrRouter router, TimeProvider clock, CancellationToken cancellationToken)
    {
        var made = new RouterLog(router, clock);
        made._following = router.Daemon.Follow(made.HearDaemon);
        made._monitor = cluster.Lab.Start("route-monitor", new CommandLine("ip", ["monitor", "route"]), router.Machine, made.HearKernel);
        await router.ConfigureAsync(["debug bgp updates in"], cancellationToken);
        return made;
    }

    /// <summary>Waits until bgpd takes a neighbour's prefix into its table, after a moment.</summary>
    public Task<long> TakenAsync(RouterPeer peer, string prefix, long since, CancellationToken cancellationToken) =>
        FirstAsync(new Entry(Happening.Taken, peer.Address, prefix, since), cancellationToken);

    /// <summary>Waits until the kernel has the route, after a moment.</summary>
    public Task<long> InstalledAsync(string prefix, long since, CancellationToken cancellationToken) =>
        FirstAsync(new Entry(Happening.Installed, "", prefix, since), cancellationToken);

    /// <summary>Waits until the kernel has the route no longer, after a moment.</summary>
    public Task<long> RemovedAsync(string prefix, long since, CancellationToken cancellationToken) =>
        FirstAsync(new Entry(Happening.Removed, "", prefix, since), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _following.Dispose();
        await _monitor.DisposeAsync();
        await _router.ConfigureAsync(["no debug bgp updates in"], CancellationToken.None);
    }

    private async Task<long> FirstAsync(Entry wanted, CancellationToken cancellationToken) => (await _entries.FirstAsync(
        entry => entry.At >= wanted.At && entry with { At = wanted.At } == wanted, cancellationToken)).At;

    // "… 192.168.1.11(node1) rcvd 10.64.0.1/32 IPv4 unicast": written while the prefix is entered, after the attributes' line.
    private void HearDaemon(string line)
    {
        var at = _clock.GetTimestamp();
        var found = line.IndexOf(Received, StringComparison.Ordinal);
        if (found < 0)
        {
            return;
        }

        var peer = line[(line.LastIndexOf(' ', found - 1) + 1)..found].Split('(')[0];
        var prefix = line[(found + Received.Length)..].Split(' ')[0];
        if (prefix.Contains('/', StringComparison.Ordinal))
        {
            _entries.Add(new Entry(Happening.Taken, peer, prefix, at));
        }
    }

    // "10.64.0.1 nhid 8 proto bgp metric 20" and "Deleted 10.64.0.1 …": a host route is written without its length.
    private void HearKernel(string line)
    {
        var at = _clock.GetTimestamp();
        var isDeleted = line.StartsWith(Deleted, StringComparison.Ordinal);
        var prefix = line[(isDeleted ? Deleted.Length : 0)..].Split(' ')[0];
        _entries.Add(new Entry(
            isDeleted ? Happening.Removed : Happening.Installed, "", prefix.Contains('/', StringComparison.Ordinal) ? prefix : prefix + "/32", at));
    }

    private enum Happening
    {
        Taken,
        Installed,
        Removed,
    }

    private sealed record Entry(Happening What, string Peer, string Prefix, long At);
}
