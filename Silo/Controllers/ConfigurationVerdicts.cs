using System.Collections.Concurrent;
using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;

namespace MetalOrleans.Silo.Controllers;

/// <summary>The judgement of the whole configuration, kind by kind, as of what was last read.</summary>
internal sealed class ConfigurationVerdicts
{
    private readonly ConcurrentDictionary<Type, IConfigurationVerdict> _verdicts = [];
    private ImmutableArray<Action> _observers = [];

    /// <summary>All kinds judged so far.</summary>
    public IEnumerable<IConfigurationVerdict> All => _verdicts.Values;

    /// <summary>Everything that is refused.</summary>
    public ImmutableArray<ConfigurationRefusal> Refused =>
    [
        .. _verdicts.Values.SelectMany(verdict => verdict.Refused)
            .OrderBy(refusal => refusal.Kind, StringComparer.Ordinal)
            .ThenBy(refusal => refusal.Name, StringComparer.Ordinal),
    ];

    /// <summary>The judgement of one kind.</summary>
    public ConfigurationVerdict<T> Of<T>()
        where T : class, IConditionedResource<T> =>
        _verdicts.TryGetValue(typeof(T), out var verdict)
            ? (ConfigurationVerdict<T>)verdict
            : new ConfigurationVerdict<T>(ImmutableDictionary<ObjectKey, T>.Empty, []);

    /// <summary>Takes a judgement of a kind, with the objects it is about.</summary>
    public void Set<T>(ImmutableDictionary<ObjectKey, T> objects, ImmutableArray<ConfigurationRefusal> refused)
        where T : class, IConditionedResource<T>
    {
        _verdicts[typeof(T)] = new ConfigurationVerdict<T>(objects, refused);
        foreach (var observer in _observers)
        {
            observer();
        }
    }

    /// <summary>Takes objects over whose statuses alone changed, so that the judgement stands.</summary>
    /// <returns>Whether that was so; otherwise they are to be judged.</returns>
    public bool TryKeep<T>(ImmutableArray<ResourceChange<T>> changes, ImmutableDictionary<ObjectKey, T> objects)
        where T : class, IConditionedResource<T>
    {
        if (!_verdicts.ContainsKey(typeof(T)) || !changes.All(IsStatusOnly))
        {
            return false;
        }

        Set(objects, Of<T>().Refused);
        return true;
    }

    /// <summary>Calls the observer after each judgement, and after each change of a judged object's status.</summary>
    public void Observe(Action observer) => ImmutableInterlocked.Update(ref _observers, observers => observers.Add(observer));

    private static bool IsStatusOnly<T>(ResourceChange<T> change)
        where T : class, IConditionedResource<T> =>
        change is { Before.Metadata: { } before, After.Metadata: { } after }
        && before.Generation is not null
        && before.Generation == after.Generation
        && SameLabels(before.Labels ?? [], after.Labels ?? [])
        && SameLabels(OwnAnnotations(before), OwnAnnotations(after));

    /// <summary>The annotations by which objects say what their fields have no words for.</summary>
    private static Dictionary<string, string> OwnAnnotations(ObjectMeta metadata) => (metadata.Annotations ?? [])
        .Where(entry => entry.Key.StartsWith("metalorleans.io/", StringComparison.Ordinal))
        .ToDictionary(StringComparer.Ordinal);

    private static bool SameLabels(Dictionary<string, string> a, Dictionary<string, string> b) =>
        a.Count == b.Count && a.All(label => b.TryGetValue(label.Key, out var value) && value == label.Value);
}
