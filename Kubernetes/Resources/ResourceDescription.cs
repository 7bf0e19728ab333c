namespace MetalOrleans.Kubernetes.Resources;

/// <summary>Where the API serves a kind of object.</summary>
/// <param name="Group">The API group; empty for core.</param>
/// <param name="Version">The version, such as <c>v1</c>.</param>
/// <param name="Kind">The kind, such as <c>Service</c>.</param>
/// <param name="Plural">The name in URLs, such as <c>services</c>.</param>
/// <param name="IsNamespaced">Whether objects live in namespaces.</param>
public sealed record ResourceDescription(string Group, string Version, string Kind, string Plural, bool IsNamespaced)
{
    private readonly string _root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    /// <summary><c>group/version</c>, or the version alone for core.</summary>
    public string ApiVersion { get; } = Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name as RBAC and <c>kubectl</c> print it: <c>plural.group</c>, or the plural alone for core.</summary>
    public string FullName { get; } = Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The path of the collection; of all namespaces when none is given.</summary>
    public string CollectionPath(string? inNamespace) =>
        IsNamespaced && !string.IsNullOrEmpty(inNamespace)
            ? $"{_root}/namespaces/{Uri.EscapeDataString(inNamespace)}/{Plural}"
            : $"{_root}/{Plural}";

    /// <summary>The path of one object.</summary>
    /// <exception cref="ArgumentException">The key lacks a name, or a namespace that this kind needs.</exception>
    public string ObjectPath(ObjectKey key)
    {
        if (string.IsNullOrEmpty(key.Name))
        {
            throw new ArgumentException($"A {Kind} without a name cannot be addressed.", nameof(key));
        }

        if (IsNamespaced && string.IsNullOrEmpty(key.Namespace))
        {
            throw new ArgumentException($"The {Kind} {key.Name} cannot be addressed without a namespace.", nameof(key));
        }

        return $"{CollectionPath(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";
    }
}
