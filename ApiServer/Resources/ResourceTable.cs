using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MetalOrleans.ApiServer.Resources;

/// <summary>All resources that are served at one moment; replaced whole when a CustomResourceDefinition changes.</summary>
internal sealed class ResourceTable
{
    // Versions that come first in discovery for groups that every cluster has; custom groups follow by name.
    private readonly FrozenDictionary<(string Group, string Version, string Plural), ResourceDefinition> _byPath;

    public ResourceTable(ImmutableArray<ResourceDefinition> resources)
    {
        All = resources;
        _byPath = resources.ToFrozenDictionary(resource => (resource.Group, resource.Version, resource.Plural));
        Groups = [.. resources.Select(resource => resource.Group).Where(group => group.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    public ImmutableArray<ResourceDefinition> All { get; }

    /// <summary>The named groups, built-in ones first.</summary>
    public ImmutableArray<string> Groups { get; }

    public ResourceDefinition? Find(string group, string version, string plural) => _byPath.GetValueOrDefault((group, version, plural));

    public IEnumerable<ResourceDefinition> In(string group, string version) =>
        All.Where(resource => resource.Group == group && resource.Version == version);

    /// <summary>Served versions of a group, the preferred one first.</summary>
    public IReadOnlyList<string> VersionsOf(string group) =>
        [.. All.Where(resource => resource.Group == group).Select(resource => resource.Version).Distinct(StringComparer.Ordinal).OrderByDescending(VersionRank)];

    /// <summary>Kubernetes' version priority: v2 over v1, stable over beta over alpha.</summary>
    private static (int Stability, int Major, int Minor) VersionRank(string version)
    {
        var text = version.AsSpan(1);
        var split = text.IndexOfAny('a', 'b');
        if (split < 0)
        {
            return (2, int.TryParse(text, out var stable) ? stable : 0, 0);
        }

        var isBeta = text[split] == 'b';
        var minor = text[(split + (isBeta ? 4 : 5))..];
        return (isBeta ? 1 : 0, int.TryParse(text[..split], out var major) ? major : 0, int.TryParse(minor, out var count) ? count : 0);
    }
}
