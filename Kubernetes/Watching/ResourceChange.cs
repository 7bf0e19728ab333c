using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Watching;

/// <summary>What became of one object: created (no before), changed, or deleted (no after).</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Key">The object.</param>
/// <param name="Before">Its state before, or null.</param>
/// <param name="After">Its state now, or null.</param>
public sealed record ResourceChange<T>(ObjectKey Key, T? Before, T? After)
    where T : class, IKubernetesResource<T>;
