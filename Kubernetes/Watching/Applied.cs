using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Watching;

/// <summary>An object was created or changed: metadata, spec or status.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Object">Its state.</param>
public sealed record Applied<T>(T Object) : ListWatchEvent<T>
    where T : class, IKubernetesResource<T>;
