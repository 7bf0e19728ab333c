using System.Net;
using MetalOrleans.Lab.Bgp;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Lab.Measuring;

/// <summary>One Service after the other, from the request that creates it to the router's kernel, stage by stage. Nothing is polled.</summary>
internal sealed class RouteLatency(
    LabCluster cluster, LabApi api, FrrRouter router, AddressWatch addresses, RouteTap routes, TimeProvider clock)
{
    private const int HostLength = 32;

    // A few heartbeats, by which orders are told from them; and nothing of the last Service, or of a burst, is under way any more.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(350);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Measures so many.</summary>
    /// <exception cref="TimeoutException">One was not everywhere within half a minute.</exception>
    public async Task<IReadOnlyList<RouteStages>> MeasureAsync(int count, CancellationToken cancellationToken)
    {
        using var orders = await OrderTap.OpenAsync(cluster, clock);
        await using var log = await RouterLog.OpenAsync(cluster, router, clock, cancellationToken);
        var stages = new List<RouteStages>();
        for (var number = 0; number < count; number++)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Patience);
            try
            {
                stages.Add(await OneAsync($"fresh-{number}", orders, log, deadline.Token));
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"Service fresh-{number} did not come and go within {Patience.TotalSeconds} s. {router.Daemon.DescribeTail()}", late);
            }
        }

        return stages;
    }

    private async Task<RouteStages> OneAsync(string name, OrderTap orders, RouterLog log, CancellationToken cancellationToken)
    {
        await api.CreateAsync(LabManifests.EndpointSlices, LabManifests.Endpoints(name, cluster.Nodes), cancellationToken);
        await Task.Delay(Rest, clock, cancellationToken);
        await orders.HeardAsync(cancellationToken);

        var started = clock.GetTimestamp();
        await api.CreateAsync(LabManifests.Services, LabManifests.ServiceWithoutNodePort(name), cancellationToken);
        var created = clock.GetTimestamp();
        var assigned = await addresses.FirstAsync(name, started, cancellationToken);
        var prefix = BgpPrefix.Of(IPAddressValue.From(IPAddress.Parse(assigned.Address)), HostLength);
        var installed = await log.InstalledAsync(prefix.ToString(), started, cancellationToken);
        var sent = await routes.AnnouncedAsync(prefix, cancellationToken);
        var taken = await Task.WhenAll(router.Settings.Peers.Select(peer => log.TakenAsync(peer, prefix.ToString(), started, cancellationToken)));
        var ordered = await Task.WhenAll(cluster.Nodes.Select(node => orders.OrderAsync(node.Name, started, cancellationToken)));

        var deleting = clock.GetTimestamp();
        await api.DeleteAsync($"{LabManifests.Services}/{name}", cancellationToken);
        await routes.WithdrawnAsync(prefix, cancellationToken);
        await log.RemovedAsync(prefix.ToString(), deleting, cancellationToken);
        await api.DeleteAsync($"{LabManifests.EndpointSlices}/{name}", cancellationToken);
        return new RouteStages(
            Since(created), Since(assigned.At), Since(ordered.Max()), Since(sent), Since(taken.Max()), Since(installed));

        TimeSpan Since(long at) => clock.GetElapsedTime(started, at);
    }
}
