using MetalOrleans.Domain.Configuration;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Configuration;

/// <summary>
/// Keeps <see cref="ClusterView.DrainedNodes"/>: nodes whose drain began long enough ago that BGP peers, who were told at once
/// that their routes are about to go, have found others.
/// </summary>
internal sealed class DrainClock : IDisposable
{
    private readonly ClusterViewStore _views;
    private readonly TimeProvider _time;
    private readonly TimeSpan _delay;
    private readonly ITimer _timer;
    private readonly Lock _changing = new();
    private readonly Dictionary<string, TimeSpan> _since = new(StringComparer.Ordinal);

    public DrainClock(ClusterViewStore views, SiloOptions options, TimeProvider time)
    {
        _views = views;
        _time = time;
        _delay = options.Bgp.DrainDelay;
        _timer = time.CreateTimer(_ => _views.Update(Complete), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Watches nodes from now on.</summary>
    public void Start()
    {
        _views.Observe((before, after) =>
        {
            if (!ReferenceEquals(before.Nodes, after.Nodes))
            {
                // Not from here: an observer does not change what it observes.
                _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        });
        _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private ClusterView Complete(ClusterView view)
    {
        lock (_changing)
        {
            var now = _time.GetElapsedTime(0);
            foreach (var name in _since.Keys.Where(name => !view.Nodes.TryGetValue(name, out var node) || !node.IsDraining).ToArray())
            {
                _since.Remove(name);
            }

            foreach (var node in view.Nodes.Values.Where(node => node.IsDraining))
            {
                _since.TryAdd(node.Name, now);
            }

            var drained = view.DrainedNodes.Clear().Union(
                _since.Where(entry => now - entry.Value >= _delay).Select(entry => entry.Key));
            var waiting = _since.Values.Where(since => now - since < _delay).ToArray();
            if (waiting.Length > 0)
            {
                _timer.Change(
                    TimeSpan.FromMilliseconds(Math.Ceiling((_delay - (now - waiting.Min())).TotalMilliseconds)),
                    Timeout.InfiniteTimeSpan);
            }

            return drained.SetEquals(view.DrainedNodes) ? view : view with { DrainedNodes = drained };
        }
    }
}
