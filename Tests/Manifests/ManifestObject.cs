using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.Tests.Manifests;

/// <summary>One object of a rendering.</summary>
/// <param name="Body">As JSON.</param>
internal sealed record ManifestObject(JsonObject Body)
{
    public string ApiVersion => (string)Body["apiVersion"]!;

    public string Kind => (string)Body["kind"]!;

    public string Name => (string)Body["metadata"]!["name"]!;

    public string Namespace => (string?)Body["metadata"]!["namespace"] ?? "";

    /// <summary>The object's path among all that an API server has, as <c>Kind namespace/name</c>.</summary>
    public string Key => $"{Kind} {(Namespace.Length > 0 ? Namespace + "/" : "")}{Name}";

    /// <summary>The pod that the object is a template of.</summary>
    public JsonNode PodSpec => Body["spec"]!["template"]!["spec"]!;

    /// <summary>The one container of the pod.</summary>
    public JsonNode Container => PodSpec["containers"]!.AsArray().Single()!;

    public IEnumerable<string> Arguments => Container["args"]!.AsArray().Select(argument => (string)argument!);

    /// <summary>All objects of a YAML stream; empty documents are left out.</summary>
    public static IReadOnlyList<ManifestObject> ReadAll(string yaml) =>
        [.. YamlText.ReadAll(yaml).OfType<JsonObject>().Select(body => new ManifestObject(body))];

    public override string ToString() => Key;
}
