using System.Text.Json.Nodes;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Tests.Manifests.Charts;

/// <summary>
/// A set of values and what the chart makes of it: <c>Golden/NAME/values.yaml</c> and <c>rendered.yaml</c>, which
/// <c>make manifests</c> writes with Helm. A new case is a new folder.
/// </summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Release">The release's name.</param>
/// <param name="Namespace">The release's namespace.</param>
/// <param name="Golden">The committed rendering.</param>
internal sealed record ChartCase(string Name, string Release, string Namespace, IReadOnlyList<ManifestObject> Golden)
{
    private static string Root { get; } = Path.Combine(ManifestTree.Repository, "Tests", "Manifests", "Golden");

    /// <summary>All cases.</summary>
    public static TheoryData<string> Names =>
        [.. Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public string Values => Path.Combine(Root, Name, "values.yaml");

    public static ChartCase Read(string name)
    {
        var golden = ManifestObject.ReadAll(File.ReadAllText(Path.Combine(Root, name, "rendered.yaml")));
        // The release is what the objects say, so that it stands in one place: the Makefile.
        var labels = golden.First(one => one.Kind == "DaemonSet").Body["metadata"]!["labels"]!;
        return new ChartCase(
            name, (string)labels["app.kubernetes.io/instance"]!, golden.First(one => one.Kind == "DaemonSet").Namespace, golden);
    }

    /// <summary>What Helm makes of the chart with these values now.</summary>
    public async Task<IReadOnlyList<ManifestObject>> RenderAsync() =>
        ManifestObject.ReadAll((await HelmAsync(Release, Namespace, "--values", Values)).EnsureSucceeded().Output);

    public static Task<CommandResult> HelmAsync(string release, string inNamespace, params ReadOnlySpan<string> options) =>
        new CommandLine(
            "helm",
            ["template", release, ManifestTree.Chart, "--namespace", inNamespace, "--set", "crds.enabled=false", .. options])
            .RunAsync(default);

    /// <summary>The objects by key, as JSON texts: Helm's versions order them differently.</summary>
    public static SortedDictionary<string, string> ByKey(IEnumerable<ManifestObject> objects) => new(
        objects.ToDictionary(one => one.Key, one => Sorted(one.Body)!.ToJsonString(new() { WriteIndented = true }), StringComparer.Ordinal),
        StringComparer.Ordinal);

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
