using System.Globalization;
using System.Net;
using MetalOrleans.Lab.Bgp;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Routers;

namespace MetalOrleans.Lab.Measuring;

/// <summary>Services by the thousand on a cluster with one router, from their creation to the prefix in the router's table.</summary>
internal sealed class RouteBurst(LabCluster cluster, FrrRouter router, TimeProvider clock) : IAsyncDisposable
{
    public const uint NodeAsn = 64512;
    public const uint RouterAsn = 64513;

    /// <summary>Requests under way at a time: what a busy client keeps open.</summary>
    private const int Concurrency = 16;

    private const string Burst = "burst";

    private const string Configuration =
        """
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: routes, namespace: metallb-system}
        spec: {addresses: [10.64.0.0/16]}
        ---
        apiVersion: metallb.io/v1beta2
        kind: BGPPeer
        metadata: {name: router, namespace: metallb-system}
        spec: {myASN: 64512, peerASN: 64513, peerAddress: 192.168.1.100, connectTime: 1s}
        ---
        apiVersion: metallb.io/v1beta1
        kind: BGPAdvertisement
        metadata: {name: routes, namespace: metallb-system}
        """;

    // What a burst takes on a machine that has much else to do; a table that is not complete by then never will be.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _watching = new();
    private LabApi _api = null!;
    private RouteTap _tap = null!;
    private AddressWatch _addresses = null!;
    private Task _watch = Task.CompletedTask;

    /// <summary>The neighbours that the router has to be configured with.</summary>
    public static IEnumerable<RouterPeer> PeersOf(int nodes) =>
        Enumerable.Range(0, nodes).Select(number => new RouterPeer($"192.168.1.{11 + number}", NodeAsn) { HoldSeconds = 90 });

    /// <summary>Applies the configuration, and waits for all sessions and for one Service, which nobody touches any more.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _tap = await RouteTap.OpenAsync(cluster.Switch, router.Settings.Peers.Select(peer => IPAddress.Parse(peer.Address)), clock);
        await cluster.Kubectl.ApplyTextAsync(Configuration, cancellationToken);
        foreach (var peer in router.Settings.Peers)
        {
            await router.EstablishedAsync(peer, cancellationToken);
        }

        _api = await LabApi.OpenAsync(cluster.Kubectl, cancellationToken);
        _addresses = new AddressWatch(_api, clock);
        _watch = _addresses.RunAsync(_watching.Token);
        await CreateEndpointsAsync("kept", 1, cancellationToken);
        await CreateAsync("kept", 1, cancellationToken);
        await CountedAsync(1, cancellationToken);
    }

    /// <summary>Makes Services with endpoints on every node, has each replaced by another of its name, and removes them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="beside">What is measured while they are there; its UPDATEs do not count.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RouteBurstResult> MeasureAsync(int count, Func<RouteLatency, Task> beside, CancellationToken cancellationToken)
    {
        await CreateEndpointsAsync(Burst, count, cancellationToken);
        var (before, strays, updates) = (await CountsAsync(cancellationToken), _tap.Strays, _tap.Updates);
        var (silo, agents) = (ProcessorOf(cluster.Silo!), cluster.Nodes.Select(node => ProcessorOf(node.Agent!)).ToList());
        var (assigned, routed) = await TimeAsync(count, number => CreateOneAsync(Burst, number, cancellationToken), cancellationToken);
        updates = _tap.Updates - updates;
        var siloProcessor = ProcessorOf(cluster.Silo!) - silo;
        var agentProcessor = cluster.Nodes.Select((node, index) => ProcessorOf(node.Agent!) - agents[index]).Max();
        await beside(new RouteLatency(cluster, _api, router, _addresses, _tap, clock));
        var (siloKibibytes, agentKibibytes) = (
            cluster.Silo!.Identity.ReadResidentKibibytes(), cluster.Nodes.Max(node => node.Agent!.Identity.ReadResidentKibibytes()));
        var (_, replaced) = await TimeAsync(count, number => ReplaceOneAsync(number, cancellationToken), cancellationToken);
        var withdrawn = await DeleteAndWaitAsync(count, cancellationToken);
        var after = await CountsAsync(cancellationToken);
        return new RouteBurstResult(count)
        {
            Routed = routed,
            Assigned = assigned,
            Updates = (double)updates / cluster.Nodes.Length,
            SiloProcessor = siloProcessor / count,
            AgentProcessor = agentProcessor / count,
            SiloKibibytes = siloKibibytes,
            AgentKibibytes = agentKibibytes,
            Replaced = replaced,
            Withdrawn = withdrawn,
            Resets = after.Sessions - before.Sessions,
            Strays = _tap.Strays - strays,
            IsKeptUntouched = after.KeptVersion == before.KeptVersion && before.KeptVersion >= 0,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _watching.CancelAsync();
        await _watch;
        _watching.Dispose();
        _tap?.Dispose();
        _api?.Dispose();
    }

    private static TimeSpan ProcessorOf(LabProcess process) => process.Identity.ReadProcessorTime();

    /// <summary>What the router counts of all its sessions, and when it last changed its mind about the prefix that nobody touches.</summary>
    private async Task<RouterCounts> CountsAsync(CancellationToken cancellationToken)
    {
        var (updates, sessions) = (0, 0);
        foreach (var peer in router.Settings.Peers)
        {
            var state = (await router.NeighborAsync(peer, cancellationToken))!;
            updates += state["messageStats"]!["updatesRecv"]!.GetValue<int>();
            sessions += state["connectionsEstablished"]!.GetValue<int>();
        }

        var kept = await router.AskAsync("show bgp ipv4 unicast 10.64.0.0/32 json", cancellationToken);
        return new RouterCounts(updates, sessions, kept?["version"]?.GetValue<long>() ?? -1);
    }

    /// <summary>Makes so many Services in some way: when the last has its address, and when the router has all prefixes.</summary>
    private async Task<(TimeSpan Assigned, TimeSpan Routed)> TimeAsync(int count, Func<int, Task> make, CancellationToken cancellationToken)
    {
        var seen = _addresses.Count;
        var started = clock.GetTimestamp();
        var assigning = _addresses.CountedAsync(seen + count, cancellationToken);
        await EachAsync(count, make);
        await assigning.WaitAsync(Limit, clock, cancellationToken);
        var assigned = clock.GetElapsedTime(started);
        await CountedAsync(count + 1, cancellationToken);
        return (assigned, clock.GetElapsedTime(started));
    }

    /// <summary>Deletes them, and waits until the router has no prefix of theirs any more.</summary>
    private async Task<TimeSpan> DeleteAndWaitAsync(int count, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await EachAsync(count, number => _api.DeleteAsync($"{LabManifests.Services}/{Name(Burst, number)}", cancellationToken));
        await CountedAsync(1, cancellationToken);
        var withdrawn = clock.GetElapsedTime(started);
        await EachAsync(count, number => _api.DeleteAsync($"{LabManifests.EndpointSlices}/{Name(Burst, number)}", cancellationToken));
        return withdrawn;
    }

    /// <summary>Waits until every node has told so many prefixes, and the router has them in its table.</summary>
    private async Task CountedAsync(int count, CancellationToken cancellationToken)
    {
        try
        {
            await _tap.HoldsAsync(count, cancellationToken).WaitAsync(Limit, clock, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(
                $"The nodes did not tell {count} prefixes each within {Limit.TotalMinutes} minutes"
                + (_tap.HasGap ? "; the capture lost something." : "."), late);
        }

        await Threads.RunAsync(() => WaitForTable(count, cancellationToken));
    }

    // The daemon's own socket answers in a fraction of a millisecond; what is awaited is on the wire already.
    private bool WaitForTable(int count, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var ask = router.OpenCounters(out var console);
        using (console)
        {
            while (!ask().All(received => received == count))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (clock.GetElapsedTime(started) > Limit)
                {
                    throw new TimeoutException($"FRR had {string.Join(", ", ask())} of {count} prefixes after {Limit.TotalMinutes} minutes.");
                }
            }
        }

        return true;
    }

    private async Task ReplaceOneAsync(int number, CancellationToken cancellationToken)
    {
        await _api.DeleteAsync($"{LabManifests.Services}/{Name(Burst, number)}", cancellationToken);
        await CreateOneAsync(Burst, number, cancellationToken);
    }

    private Task CreateOneAsync(string prefix, int number, CancellationToken cancellationToken) =>
        _api.CreateAsync(LabManifests.Services, LabManifests.ServiceWithoutNodePort(Name(prefix, number)), cancellationToken);

    private Task CreateAsync(string prefix, int count, CancellationToken cancellationToken) =>
        EachAsync(count, number => CreateOneAsync(prefix, number, cancellationToken));

    private Task CreateEndpointsAsync(string prefix, int count, CancellationToken cancellationToken) => EachAsync(
        count,
        number => _api.CreateAsync(
            LabManifests.EndpointSlices, LabManifests.Endpoints(Name(prefix, number), cluster.Nodes), cancellationToken));

    private static string Name(string prefix, int number) => $"{prefix}-{number.ToString(CultureInfo.InvariantCulture)}";

    private static async Task EachAsync(int count, Func<int, Task> action)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            for (int number; (number = Interlocked.Increment(ref next)) < count;)
            {
                await action(number);
            }
        }));
    }
}
