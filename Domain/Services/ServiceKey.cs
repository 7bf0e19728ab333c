namespace MetalOrleans.Domain.Services;

/// <summary>The identity of a Kubernetes Service inside a cluster.</summary>
/// <param name="Namespace">The namespace, a DNS label.</param>
/// <param name="Name">The name, a DNS label.</param>
public readonly record struct ServiceKey(string Namespace, string Name) : IComparable<ServiceKey>
{
    /// <summary>Orders by namespace, then by name, both ordinal.</summary>
    public int CompareTo(ServiceKey other)
    {
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>The key as Kubernetes prints it, <c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";

    /// <summary>Reads <c>namespace/name</c>; the text after the first slash is the name.</summary>
    /// <exception cref="FormatException">There is no slash.</exception>
    public static ServiceKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? throw new FormatException($"'{text}' is not a Service key: expected namespace/name.")
            : new ServiceKey(text[..slash], text[(slash + 1)..]);
    }
}
