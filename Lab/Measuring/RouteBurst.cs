using System.Globalization;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Routers;

namespace MetalOrleans.Lab.Measuring;

/// <summary>Services by the thousand on a cluster with one router, from their creation to the prefix in the router's table.</summary>
internal sealed class RouteBurst(LabCluster cluster, FrrRouter router, TimeProvider clock) : IAsyncDisposable
{
    public const uint NodeAsn = 64512;
    public const uint RouterAsn = 64513;

    private const int Concurrency = 16;

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

    private LabApi _api = null!;

    /// <summary>The neighbours that the router has to be configured with.</summary>
    public static IEnumerable<RouterPeer> PeersOf(int nodes) =>
        Enumerable.Range(0, nodes).Select(number => new RouterPeer($"192.168.1.{11 + number}", NodeAsn) { HoldSeconds = 90 });

    /// <summary>Applies the configuration, and waits for all sessions and for one Service, which nobody touches any more.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await cluster.Kubectl.ApplyTextAsync(Configuration, cancellationToken);
        foreach (var peer in router.Settings.Peers)
        {
            await router.EstablishedAsync(peer, cancellationToken);
        }

        _api = await LabApi.OpenAsync(cluster.Kubectl, cancellationToken);
        await CreateEndpointsAsync("kept", 1, cancellationToken);
        await CreateAsync("kept", 1, cancellationToken);
        await CountedAsync(1, cancellationToken);
    }

    /// <summary>One Service: from the request that creates it to the route that the kernel has from the router.</summary>
    public async Task<(TimeSpan Created, TimeSpan Routed)> OneAsync(string name, CancellationToken cancellationToken)
    {
        await CreateEndpointsAsync(name, 1, cancellationToken);
        var routed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var withdrawn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var monitor = cluster.Lab.Start(
            $"monitor-{name}",
            new Processes.CommandLine("ip", ["monitor", "route"]),
            cluster.Client,
            line =>
            {
                if (line.StartsWith("10.64.", StringComparison.Ordinal))
                {
                    routed.TrySetResult(clock.GetTimestamp());
                }
                else if (line.StartsWith("Deleted 10.64.", StringComparison.Ordinal))
                {
                    withdrawn.TrySetResult();
                }
            });
        // It has to listen before there is something to hear.
        await Task.Delay(TimeSpan.FromMilliseconds(150), clock, cancellationToken);
        var started = clock.GetTimestamp();
        await CreateAsync(name, 1, cancellationToken);
        var created = clock.GetElapsedTime(started);
        var at = await routed.Task.WaitAsync(TimeSpan.FromSeconds(30), clock, cancellationToken);
        await _api.DeleteAsync($"{LabManifests.Services}/{Name(name, 0)}", cancellationToken);
        await withdrawn.Task.WaitAsync(TimeSpan.FromSeconds(30), clock, cancellationToken);
        await _api.DeleteAsync($"{LabManifests.EndpointSlices}/{Name(name, 0)}", cancellationToken);
        return (created, clock.GetElapsedTime(started, at));
    }

    /// <summary>Makes Services with an endpoint on each node, and waits until the router has a prefix of each from every node.</summary>
    /// <returns>The time from the first request to the last prefix; the endpoints were there before.</returns>
    public async Task<TimeSpan> CreateAndWaitAsync(string prefix, int count, CancellationToken cancellationToken)
    {
        await CreateEndpointsAsync(prefix, count, cancellationToken);
        var started = clock.GetTimestamp();
        await CreateAsync(prefix, count, cancellationToken);
        await CountedAsync(count + 1, cancellationToken);
        return clock.GetElapsedTime(started);
    }

    /// <summary>Deletes them, and waits until the router has no prefix of theirs any more.</summary>
    public async Task<TimeSpan> DeleteAndWaitAsync(string prefix, int count, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await EachAsync(count, number => _api.DeleteAsync($"{LabManifests.Services}/{Name(prefix, number)}", cancellationToken));
        await CountedAsync(1, cancellationToken);
        var withdrawn = clock.GetElapsedTime(started);
        await EachAsync(count, number => _api.DeleteAsync($"{LabManifests.EndpointSlices}/{Name(prefix, number)}", cancellationToken));
        return withdrawn;
    }

    /// <summary>What the router counts of all its sessions, and when it last changed its mind about the prefix that nobody touches.</summary>
    public async Task<RouterCounts> CountsAsync(CancellationToken cancellationToken)
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

    public ValueTask DisposeAsync()
    {
        _api?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task CountedAsync(int count, CancellationToken cancellationToken)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20), clock);
        while (!await HasAsync(count, cancellationToken))
        {
            await again.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task<bool> HasAsync(int count, CancellationToken cancellationToken)
    {
        var peers = (await router.AskAsync("show bgp ipv4 unicast summary json", cancellationToken))?["peers"]?.AsObject();
        return peers is not null && peers.Count == router.Settings.Peers.Length
            && peers.All(peer => peer.Value!["pfxRcd"]?.GetValue<int>() == count);
    }

    private Task CreateAsync(string prefix, int count, CancellationToken cancellationToken) => EachAsync(
        count, number => _api.CreateAsync(LabManifests.Services, LabManifests.Service(Name(prefix, number)), cancellationToken));

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
