using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Controllers;

/// <summary>What a <see cref="StatusKeeper{TKey, T}"/> keeps objects about.</summary>
/// <typeparam name="TKey">What the objects of one pass are about.</typeparam>
/// <typeparam name="T">The kind.</typeparam>
internal interface IStatusSubject<TKey, T>
    where TKey : struct
    where T : class, IReplaceableResource<T>
{
    /// <summary>What an object is about; null when it does not say.</summary>
    TKey? KeyOf(T item);

    /// <summary>The node that an object reports of, whose agent's pod owns it.</summary>
    string NodeOf(T item);

    /// <summary>Whether the object has a status yet: one that was just created has none.</summary>
    bool HasStatus(T item);

    /// <summary>The first object with the status of the second.</summary>
    T WithStatusOf(T item, T status);

    /// <summary>What has to be written.</summary>
    StatusPlan<T> Plan(TKey key, IEnumerable<T> existing);

    /// <summary>An object was created.</summary>
    void Created(TKey key, T item);
}
