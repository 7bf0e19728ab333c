using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>One line of a watch: exactly one of <see cref="Object"/>, <see cref="Unreadable"/>, <see cref="Status"/> is set.</summary>
/// <typeparam name="T">The kind.</typeparam>
public readonly record struct WatchEvent<T>
    where T : class, IKubernetesResource<T>
{
    /// <summary>What the line tells.</summary>
    public required WatchEventType Type { get; init; }

    /// <summary>The object; of a bookmark only its version.</summary>
    public T? Object { get; init; }

    /// <summary>The object that could not be read.</summary>
    public UnreadableObject? Unreadable { get; init; }

    /// <summary>The error.</summary>
    public Status? Status { get; init; }

    /// <summary>The version to go on from; empty for an error.</summary>
    public string ResourceVersion => Object?.Metadata.ResourceVersion ?? Unreadable?.ResourceVersion ?? "";
}
