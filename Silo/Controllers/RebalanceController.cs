using System.Threading.Channels;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Election;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Placement;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Moves addresses that could stay: one after another to even out, or all that belong elsewhere when an operator asks.
/// </summary>
internal sealed partial class RebalanceController(
    IGrainFactory grains,
    AddressDirectory addresses,
    AnnouncementBoard board,
    ClusterViewStore views,
    SiloOptions options,
    TimeProvider time,
    ILogger<RebalanceController> logger)
{
    // An operator waits for these; each batch is one look at the ledger.
    private const int BatchMax = 64;

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private int _requests;

    private bool IsSpreading => views.Current.L2Policy.Placement == L2Placement.Spread;

    private bool IsAutomatic => IsSpreading && views.Current.L2Policy.Failback == L2Failback.Automatic;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        views.Observe(OnViewChanged);
        board.Observe(_ => _wake.Writer.TryWrite(true));
        await foreach (var _ in _wake.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await MoveAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogRebalanceFailed(logger, e);
            }
        }
    }

    private void OnViewChanged(ClusterView before, ClusterView after)
    {
        var asking = string.Join(", ", RebalanceRequests.New(before, after));
        if (asking.Length > 0)
        {
            LogRebalanceAsked(logger, asking);
            Interlocked.Exchange(ref _requests, 1);
        }

        if (asking.Length > 0 || !ReferenceEquals(before.HeldNodes, after.HeldNodes))
        {
            _wake.Writer.TryWrite(true);
        }
    }

    private async Task MoveAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _requests, 0) == 1)
        {
            await MoveAllAsync(cancellationToken);
        }

        while (IsAutomatic && Volatile.Read(ref _requests) == 0)
        {
            await Task.Delay(options.Layer2.RebalanceInterval, time, cancellationToken);
            if (await RebalanceAsync(1, cancellationToken) == 0)
            {
                break;
            }
        }
    }

    private async Task MoveAllAsync(CancellationToken cancellationToken)
    {
        // Addresses learn first which nodes they may have now, then where they shall be.
        foreach (var address in addresses.All)
        {
            await grains.GetGrain<IAddressGrain>(address).ReconsiderAsync(cancellationToken);
        }

        while (IsSpreading && await RebalanceAsync(BatchMax, cancellationToken) > 0)
        {
            // The next batch is planned from where this one has led.
        }
    }

    private async Task<int> RebalanceAsync(int max, CancellationToken cancellationToken)
    {
        var moved = await grains.GetGrain<IPlacementGrain>(IPlacementGrain.Layer2).RebalanceAsync(max, cancellationToken);
        foreach (var address in moved)
        {
            await grains.GetGrain<IAddressGrain>(address.ToString()).RefreshAsync(cancellationToken);
        }

        return moved.Length;
    }
}
