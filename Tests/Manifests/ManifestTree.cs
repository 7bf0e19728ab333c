namespace MetalOrleans.Tests.Manifests;

/// <summary>The folder <c>manifests</c> of the source tree, and what the tools make of it.</summary>
internal static class ManifestTree
{
    /// <summary>The overlays, each with the file of its rendering.</summary>
    public static readonly TheoryData<string, string> Overlays = new()
    {
        { "default", "metalorleans.yaml" },
        { "prometheus", "metalorleans-prometheus.yaml" },
        { "networkpolicies", "metalorleans-networkpolicies.yaml" },
    };

    public static string Folder { get; } = Path.GetFullPath(Path.Combine(CrdFiles.Folder(), ".."));

    /// <summary>The source tree.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Folder, ".."));

    public static string Chart { get; } = Path.Combine(Folder, "charts", "metalorleans");

    /// <summary>The plain manifests, as committed.</summary>
    public static IReadOnlyList<ManifestObject> Default => Rendered("metalorleans.yaml");

    public static string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    public static IReadOnlyList<ManifestObject> Rendered(string file) => ManifestObject.ReadAll(File.ReadAllText(PathOf(file)));

    public static ManifestObject The(this IEnumerable<ManifestObject> objects, string kind, string name) =>
        Assert.Single(objects, found => found.Kind == kind && found.Name == name);
}
