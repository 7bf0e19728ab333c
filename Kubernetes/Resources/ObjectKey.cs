namespace MetalOrleans.Kubernetes.Resources;

/// <summary>Namespace and name of an object; the namespace is empty for objects of the cluster.</summary>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Name">The name.</param>
public readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    /// <summary>The key of an object of the cluster.</summary>
    public static ObjectKey OfCluster(string name) => new("", name);

    /// <summary>The key of an object.</summary>
    public static ObjectKey Of(IKubernetesResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new(resource.Metadata.Namespace ?? "", resource.Metadata.Name);
    }

    /// <summary>Orders by namespace, then by name, both ordinal.</summary>
    public int CompareTo(ObjectKey other)
    {
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}
