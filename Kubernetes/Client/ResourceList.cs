using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>A page, or the whole, of a list.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed record ResourceList<T>
    where T : class, IKubernetesResource<T>
{
    /// <summary>Where the list stands.</summary>
    public required ListMeta Metadata { get; init; }

    /// <summary>The objects, in the server's order.</summary>
    public required ImmutableArray<T> Items { get; init; }

    /// <summary>Objects that could not be read; one bad object never spoils the others (invariant 6).</summary>
    public ImmutableArray<UnreadableObject> Unreadable { get; init; } = [];
}
