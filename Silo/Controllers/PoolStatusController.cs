using System.Threading.Channels;
using MetalOrleans.Grains.Interfaces.Pools;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Keeps each pool's counters in its status (C-019, C-023): written when they differ, a burst as one write.</summary>
internal sealed partial class PoolStatusController(
    KubernetesClient client,
    IGrainFactory grains,
    ClusterViewStore views,
    ConfigurationController configuration,
    SiloOptions options,
    TimeProvider time,
    ILogger<PoolStatusController> logger)
{
    // Counters are for people and dashboards: five writes a second at the most, however many Services come at once.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Channel<bool> _touched = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Says that a pool's use, or a pool's status, may have changed.</summary>
    public void Touch() => _touched.Writer.TryWrite(true);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in _touched.Reader.ReadAllAsync(cancellationToken))
        {
            await Task.Delay(Pause, time, cancellationToken);
            try
            {
                await WriteAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogStatusNotWritten(logger, e.Message);
                Touch();
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var name in views.Current.Pools.Keys)
        {
            if (!configuration.Pools.TryGetValue(new ObjectKey(options.Namespace, name), out var pool))
            {
                continue;
            }

            var usage = await grains.GetGrain<IAddressPoolGrain>(name).UsageAsync(cancellationToken);
            if (pool.Status is { } status && Says(status, usage))
            {
                continue;
            }

            var counters = (pool.Status ?? new IPAddressPoolStatus()) with
            {
                AssignedIPv4 = usage.AssignedIPv4,
                AssignedIPv6 = usage.AssignedIPv6,
                AvailableIPv4 = usage.AvailableIPv4,
                AvailableIPv6 = usage.AvailableIPv6,
            };
            await client.UpdateStatusAsync(pool with { Status = counters }, cancellationToken);
        }
    }

    private static bool Says(IPAddressPoolStatus status, PoolUsage usage) =>
        status.AssignedIPv4 == usage.AssignedIPv4
        && status.AssignedIPv6 == usage.AssignedIPv6
        && status.AvailableIPv4 == usage.AvailableIPv4
        && status.AvailableIPv6 == usage.AvailableIPv6;
}
