namespace MetalOrleans.Tests.Model;

/// <summary>
/// What Services had when everything last was at rest, less what somebody has asked otherwise since: a wish that changed, or a
/// configuration, if only for a moment, under which they could not keep it (invariant 2).
/// </summary>
internal sealed class ModelRest
{
    private readonly Dictionary<string, (ModelService Asked, string[] Had)> _kept = [];

    public Dictionary<string, string[]> Kept => _kept.ToDictionary(entry => entry.Key, entry => entry.Value.Had);

    public void Begin(ModelWorld world, IReadOnlyDictionary<string, string[]> statuses)
    {
        _kept.Clear();
        foreach (var service in world.Services.Values)
        {
            if (statuses[service.Key] is { Length: > 0 } has)
            {
                _kept[service.Key] = (service, has);
            }
        }
    }

    /// <summary>
    /// The silo started anew. Of Services that share an address and were edited so that they no longer may, it cannot know who
    /// was edited: statuses do not say on which terms they were given. One of them has to go, and it is told by its key (W-103).
    /// </summary>
    public void Restart(ModelWorld world, IReadOnlyDictionary<string, string[]> statuses)
    {
        foreach (var (key, (asked, had)) in _kept.ToList())
        {
            var isContested = world.Services.Values.Any(other =>
                other.Key != key && statuses[other.Key].Intersect(had).Any() && !other.MayShareWith(asked));
            if (isContested)
            {
                _kept.Remove(key);
            }
        }
    }

    /// <summary>Something was edited.</summary>
    public void Observe(ModelWorld world)
    {
        foreach (var (key, (asked, had)) in _kept.ToList())
        {
            if (!world.Services.TryGetValue(key, out var service)
                || !service.AsksTheSameAs(asked)
                || !world.IsPermitted(service, had))
            {
                _kept.Remove(key);
            }
        }
    }
}
