using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Watching;

/// <summary>What a list-watch tells: <see cref="Synced{T}"/>, <see cref="Applied{T}"/> or <see cref="Deleted{T}"/>.</summary>
/// <typeparam name="T">The kind.</typeparam>
public abstract record ListWatchEvent<T>
    where T : class, IKubernetesResource<T>
{
    private protected ListWatchEvent()
    {
    }
}
