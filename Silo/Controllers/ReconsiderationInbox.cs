using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Silo.Controllers;

/// <summary>What has happened that may concern many Services, until somebody takes it; changes that come together are one.</summary>
internal sealed class ReconsiderationInbox
{
    private readonly Lock _changing = new();
    private readonly SemaphoreSlim _filled = new(0);
    private ClusterView? _before;
    private ClusterView? _after;
    private HashSet<ServiceKey> _woken = [];
    private TaskCompletionSource _newer = new();
    private bool _isTaken;

    /// <summary>Whether there is nothing, and what was taken last has been dealt with.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_changing)
            {
                return !_isTaken && _after is null && _woken.Count == 0;
            }
        }
    }

    /// <summary>The configuration changed.</summary>
    public void Add(ClusterView before, ClusterView after)
    {
        if (AllocationChange.Between(before, after).IsEmpty)
        {
            return;
        }

        lock (_changing)
        {
            _before ??= before;
            _after = after;
            _newer.TrySetResult();
        }

        _filled.Release();
    }

    /// <summary>Something became free that these Services wait for.</summary>
    public void Add(IReadOnlyCollection<ServiceKey> woken)
    {
        if (woken.Count == 0)
        {
            return;
        }

        lock (_changing)
        {
            _woken.UnionWith(woken);
        }

        _filled.Release();
    }

    /// <summary>Waits until there is something; what was taken before has been dealt with.</summary>
    /// <returns>
    /// The change since the last time, maybe empty; who was woken; and what completes when the configuration changes again.
    /// </returns>
    public async Task<(AllocationChange Change, HashSet<ServiceKey> Woken, Task Newer)> TakeAsync(
        CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            _isTaken = false;
        }

        await _filled.WaitAsync(cancellationToken);
        lock (_changing)
        {
            var change = AllocationChange.Between(_before ?? ClusterView.Empty, _after ?? ClusterView.Empty);
            var woken = _woken;
            (_before, _after, _woken) = (null, null, []);
            _isTaken = true;
            _newer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (change, woken, _newer.Task);
        }
    }
}
