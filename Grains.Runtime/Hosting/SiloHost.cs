using MetalOrleans.Grains.Runtime.Activations;
using MetalOrleans.Grains.Runtime.Lifecycle;
using MetalOrleans.Grains.Runtime.Statistics;
using Microsoft.Extensions.Hosting;

namespace MetalOrleans.Grains.Runtime.Hosting;

/// <summary>Starts and stops the silo with its process.</summary>
internal sealed class SiloHost(
    GrainRuntime runtime,
    StagedLifecycle lifecycle,
    GrainMeter meter,
    IEnumerable<ILifecycleParticipant<ISiloLifecycle>> participants)
    : IHostedService, IDisposable
{
    // A time-out is noticed this late at most, as a share of itself.
    private const int SweepsPerTimeout = 15;

    private ITimer? _sweep;
    private ITimer? _collect;

    /// <summary>Held, because a meter lasts as long as somebody holds its instruments.</summary>
    internal GrainMeter Meter { get; } = meter;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var participant in participants)
        {
            participant.Participate(lifecycle);
        }

        lifecycle.Subscribe(
            nameof(Catalog), ServiceLifecycleStage.GrainDeactivation, _ => Task.CompletedTask, runtime.Catalog.StopAsync);
        using (DetachedContext.Enter())
        {
            _sweep = Every(runtime.ResponseTimeout / SweepsPerTimeout, Sweep);
            _collect = Every(runtime.Collection.CollectionQuantum, Collect);
        }

        await lifecycle.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await lifecycle.StopAsync(cancellationToken);
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _sweep?.Dispose();
        _collect?.Dispose();
    }

    private ITimer Every(TimeSpan period, Action work) =>
        runtime.Time.CreateTimer(_ => work(), state: null, period, period);

    private void Sweep()
    {
        var now = runtime.Now();
        foreach (var activation in runtime.Catalog.All)
        {
            activation.Sweep(now);
        }
    }

    private void Collect()
    {
        var now = runtime.Now();
        foreach (var activation in runtime.Catalog.All)
        {
            activation.CollectIfIdle(now);
        }
    }
}
