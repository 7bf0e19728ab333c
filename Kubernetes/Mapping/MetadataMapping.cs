using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>Metadata in domain words.</summary>
internal static class MetadataMapping
{
    public static ImmutableDictionary<string, string> ToLabels(ObjectMeta metadata) =>
        metadata.Labels is { Count: > 0 } labels
            ? labels.ToImmutableDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.Ordinal)
            : ImmutableDictionary<string, string>.Empty;
}
