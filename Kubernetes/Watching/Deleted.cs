using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Watching;

/// <summary>An object is gone.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Object">Its last state that was seen.</param>
public sealed record Deleted<T>(T Object) : ListWatchEvent<T>
    where T : class, IKubernetesResource<T>;
