using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Bgp;

/// <summary>
/// Routes of one address that stay for a while although the endpoints behind them are gone: an endpoint that flaps is no news
/// for a router. Not thread-safe. Times are those of one clock, from any origin.
/// </summary>
public sealed class WithdrawalHolds
{
    private readonly Dictionary<(ServiceKey Service, string Node), TimeSpan> _since = [];

    /// <summary>Whether any route is held.</summary>
    public bool IsEmpty => _since.Count == 0;

    /// <summary>Whether a route that was advertised until now stays; the first question starts the hold.</summary>
    /// <param name="service">The Service.</param>
    /// <param name="node">The node that advertises it.</param>
    /// <param name="delay">How long it stays; zero for not at all.</param>
    /// <param name="now">The present time.</param>
    public bool Keeps(ServiceKey service, string node, TimeSpan delay, TimeSpan now)
    {
        var since = _since.TryGetValue((service, node), out var known) ? known : now;
        if (delay > TimeSpan.Zero && now - since < delay)
        {
            _since[(service, node)] = since;
            return true;
        }

        _since.Remove((service, node));
        return false;
    }

    /// <summary>The endpoints are back, or the route goes for another reason: the next hold is a new one.</summary>
    public void End(ServiceKey service, string node) => _since.Remove((service, node));

    /// <summary>When the first hold is over under a delay; null when there is none.</summary>
    public TimeSpan? FirstEnd(TimeSpan delay) => _since.Count == 0 ? null : _since.Values.Min() + delay;
}
