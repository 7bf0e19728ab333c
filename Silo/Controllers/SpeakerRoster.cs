using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// The nodes that have an agent, for what is shown of them: one that has just lost its connection still counts for a while,
/// because its sessions may well go on, and its agent may be back before anybody has read that it was gone.
/// </summary>
internal sealed class SpeakerRoster : IDisposable
{
    private readonly Lock _changing = new();
    private readonly SiloOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, ITimer> _leaving = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableSortedSet<string> _nodes = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    private Action<string> _observers = static _ => { };

    public SpeakerRoster(ClusterViewStore views, SiloOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        views.Observe((before, after) => OnViewChanged(before.Agents, after));
        OnViewChanged([], views.Current);
    }

    /// <summary>Calls the observer with each node that begins or ceases to count, on some thread.</summary>
    public void Observe(Action<string> observer) => _observers += observer;

    /// <summary>Whether the node counts.</summary>
    public bool Contains(string node) => Volatile.Read(ref _nodes).Contains(node);

    /// <summary>Completes when the agents of before the silo's start had time to return.</summary>
    public Task WhenSettledAsync(CancellationToken cancellationToken) => _settled.Task.WaitAsync(cancellationToken);

    public void Dispose()
    {
        lock (_changing)
        {
            foreach (var timer in _leaving.Values)
            {
                timer.Dispose();
            }

            _leaving.Clear();
        }
    }

    private void OnViewChanged(ImmutableSortedSet<string> before, ClusterView after)
    {
        if (!ReferenceEquals(before, after.Agents))
        {
            foreach (var node in after.Agents.Except(before))
            {
                Join(node);
            }

            foreach (var node in before.Except(after.Agents))
            {
                Leave(node);
            }
        }

        if (after.AreAgentsSettled)
        {
            _settled.TrySetResult();
        }
    }

    private void Join(string node)
    {
        lock (_changing)
        {
            if (_leaving.Remove(node, out var timer))
            {
                timer.Dispose();
                return;
            }

            _nodes = _nodes.Add(node);
        }

        _observers(node);
    }

    private void Leave(string node)
    {
        lock (_changing)
        {
            _leaving[node] = _time.CreateTimer(
                _ => End(node), state: null, _options.Bgp.StatusGrace, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(string node)
    {
        lock (_changing)
        {
            if (!_leaving.Remove(node, out var timer))
            {
                return;
            }

            timer.Dispose();
            _nodes = _nodes.Remove(node);
        }

        _observers(node);
    }
}
