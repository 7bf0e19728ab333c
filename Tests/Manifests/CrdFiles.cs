using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MetalOrleans.Tests.Manifests;

/// <summary>The CustomResourceDefinitions of <c>manifests/crds</c>, read from the source tree.</summary>
internal static class CrdFiles
{
    private static readonly Lazy<IReadOnlyDictionary<string, JsonObject>> ByKind = new(() => Directory
        .GetFiles(Folder(), "customresourcedefinition-*.yaml")
        .Select(file => (JsonObject)Convert(Load(File.ReadAllText(file)))!)
        .ToDictionary(crd => (string)crd["spec"]!["names"]!["kind"]!));

    internal static IReadOnlyDictionary<string, JsonObject> All => ByKind.Value;

    /// <summary>The kinds that are MetalLB's, and must be as MetalLB has them.</summary>
    internal static IReadOnlyDictionary<string, JsonObject> OfMetalLB => ByKind.Value
        .Where(entry => (string)entry.Value["spec"]!["group"]! == "metallb.io").ToDictionary(StringComparer.Ordinal);

    internal static JsonObject Version(string kind, string version) => (JsonObject)All[kind]["spec"]!["versions"]!
        .AsArray().First(item => (string)item!["name"]! == version)!;

    internal static StructuralSchema Schema(string kind, string version) =>
        StructuralSchema.Parse((JsonObject)Version(kind, version)["schema"]!["openAPIV3Schema"]!);

    internal static JsonNode? Parse(string yaml) => Convert(Load(yaml));

    internal static string Folder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "manifests", "crds"));

    private static YamlNode Load(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents[0].RootNode;
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(
            child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Convert(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value!),
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "null" or "~" => null,
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, out var integer) => integer,
        _ => text,
    };
}
