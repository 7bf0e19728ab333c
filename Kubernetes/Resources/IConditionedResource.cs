namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A kind whose status says by conditions what became of an object.</summary>
/// <typeparam name="TSelf">The kind.</typeparam>
public interface IConditionedResource<TSelf> : IReplaceableResource<TSelf>
    where TSelf : class, IConditionedResource<TSelf>
{
    /// <summary><c>status.conditions</c>; null when there are none.</summary>
    IReadOnlyList<Condition>? Conditions { get; }

    /// <summary>The object with these conditions, all else as it is.</summary>
    TSelf WithConditions(IReadOnlyList<Condition> conditions);
}
