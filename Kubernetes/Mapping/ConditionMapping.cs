using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>Conditions as the API conventions want them: one of a type, and a transition time that means the status.</summary>
public static class ConditionMapping
{
    /// <summary>The conditions with one set; the very same list when it says so already (invariant 10).</summary>
    /// <remarks>Conditions of other types stay. The transition time moves only when the status does.</remarks>
    /// <param name="before">The conditions as they are; null when there are none.</param>
    /// <param name="wanted">The condition without a transition time.</param>
    /// <param name="now">The time of the change.</param>
    public static IReadOnlyList<Condition>? Set(IReadOnlyList<Condition>? before, Condition wanted, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var known = before?.FirstOrDefault(condition => IsOfType(condition, wanted));
        if (known is not null && IsSame(known, wanted))
        {
            return before;
        }

        var since = known is not null && string.Equals(known.Status, wanted.Status, StringComparison.Ordinal)
            ? known.LastTransitionTime
            : now;
        return [.. (before ?? []).Where(condition => !IsOfType(condition, wanted)), wanted with { LastTransitionTime = since ?? now }];
    }

    /// <summary>Whether a list has the condition, whenever it came about.</summary>
    public static bool Has(IReadOnlyList<Condition>? conditions, Condition wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return conditions?.Any(condition => IsOfType(condition, wanted) && IsSame(condition, wanted)) == true;
    }

    private static bool IsOfType(Condition condition, Condition wanted) =>
        string.Equals(condition.Type, wanted.Type, StringComparison.Ordinal);

    private static bool IsSame(Condition known, Condition wanted) =>
        string.Equals(known.Status, wanted.Status, StringComparison.Ordinal)
        && string.Equals(known.Reason, wanted.Reason, StringComparison.Ordinal)
        && string.Equals(known.Message, wanted.Message, StringComparison.Ordinal)
        && known.ObservedGeneration == wanted.ObservedGeneration
        && known.LastTransitionTime is not null;
}
