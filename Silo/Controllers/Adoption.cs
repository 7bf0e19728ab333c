using System.Collections.Concurrent;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Silo.Controllers;

/// <summary>The Services that had an address when the silo began, until each has had a pass that ended.</summary>
internal sealed class Adoption
{
    private readonly ConcurrentDictionary<ServiceKey, bool> _awaited = [];
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when none is left, not before <see cref="CompleteIfNoneIsLeft"/> was called or one was settled.</summary>
    public Task Completed => _completed.Task;

    /// <summary>Those that are left.</summary>
    public ICollection<ServiceKey> Left => _awaited.Keys;

    /// <summary>A Service has an address.</summary>
    public void Await(ServiceKey service) => _awaited[service] = true;

    /// <summary>A pass over a Service ended; one that is not awaited is none of this one's business.</summary>
    public void Settle(ServiceKey service)
    {
        if (_awaited.TryRemove(service, out _))
        {
            CompleteIfNoneIsLeft();
        }
    }

    /// <summary>All have been named.</summary>
    public void CompleteIfNoneIsLeft()
    {
        if (_awaited.IsEmpty)
        {
            _completed.TrySetResult();
        }
    }
}
