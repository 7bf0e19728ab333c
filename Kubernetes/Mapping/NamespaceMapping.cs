using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>A Namespace in domain words: its name and its labels (C-017).</summary>
public static class NamespaceMapping
{
    /// <summary>The labels.</summary>
    public static ImmutableDictionary<string, string> ToLabels(Namespace resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return MetadataMapping.ToLabels(resource.Metadata);
    }
}
