using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Watching;

/// <summary>
/// Everything there is, sorted by key: comes first, and again after each gap that a watch could not bridge. Whatever the
/// consumer knows beyond it is gone, except what <see cref="Unreadable"/> names.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed record Synced<T> : ListWatchEvent<T>
    where T : class, IKubernetesResource<T>
{
    /// <summary>The objects, sorted by namespace and name.</summary>
    public required ImmutableArray<T> Items { get; init; }

    /// <summary>Objects that exist but could not be read: keep what is known of them.</summary>
    public ImmutableArray<UnreadableObject> Unreadable { get; init; } = [];
}
