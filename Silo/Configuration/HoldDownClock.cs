using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Election;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Configuration;

/// <summary>Keeps <see cref="ClusterView.HeldNodes"/>: time for the <see cref="HoldDownLedger"/>, one timer for all nodes.</summary>
/// <remarks>A node is held back in the very view in which it returns, so that no decision is made in between.</remarks>
internal sealed class HoldDownClock : IDisposable
{
    private readonly ClusterViewStore _views;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _origin;
    private HoldDownLedger _ledger;

    public HoldDownClock(ClusterViewStore views, SiloOptions options, TimeProvider time)
    {
        _views = views;
        _time = time;
        _origin = time.GetTimestamp();
        _ledger = new HoldDownLedger(options.Layer2.HoldDown);
        _timer = time.CreateTimer(_ => Tick(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Holds nodes back from now on.</summary>
    public void Start() => _views.Derive(Complete);

    public void Dispose() => _timer.Dispose();

    // An unchanged view is completed too: the time that has passed is the change.
    private void Tick() => _views.Update(static view => view);

    private ClusterView Complete(ClusterView before, ClusterView after)
    {
        var now = _time.GetElapsedTime(_origin);
        var ledger = _ledger.Observe(after, now);
        foreach (var node in RebalanceRequests.New(before, after))
        {
            ledger = ledger.Release(node, now);
        }

        var held = ledger.Held(now);
        if (!ReferenceEquals(ledger, _ledger) || !held.SetEquals(before.HeldNodes))
        {
            _ledger = ledger;
            // Rounded up, so that what was waited for is over when the timer fires.
            _timer.Change(
                ledger.NextEnd(now) is { } next ? TimeSpan.FromMilliseconds(Math.Ceiling(next.TotalMilliseconds)) : Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
        }

        return held.SetEquals(after.HeldNodes) ? after : after with { HeldNodes = held };
    }
}
