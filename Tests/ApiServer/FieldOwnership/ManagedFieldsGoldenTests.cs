using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.FieldOwnership;
using MetalOrleans.ApiServer.Schema;
using MetalOrleans.Tests.Manifests;

namespace MetalOrleans.Tests.ApiServer.FieldOwnership;

/// <summary>Requests and answers recorded from a Kubernetes API server; see <c>Golden/README.md</c>.</summary>
public sealed class ManagedFieldsGoldenTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Cases() =>
        [.. Directory.GetFiles(Folder(), "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Owners_are_those_the_API_server_names(string file)
    {
        var request = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), file)))!;
        var before = request["before"] as JsonObject;
        var untouched = before?.DeepClone();

        var actual = (string)request["operation"]! == "Apply" ? Apply(request, before) : Update(request, before);

        var expected = request["stored"] ?? request["managedFields"] ?? request["refused"];
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{request["case"]}\nexpected {expected}\nactual   {actual}");
        Assert.True(JsonNode.DeepEquals(untouched, before), "the stored object was changed");
    }

    private static JsonNode? Apply(JsonObject request, JsonObject? before)
    {
        var result = ManagedFields.Apply(
            before, (JsonObject)request["sent"]!, (string)request["manager"]!, (bool)request["force"]!,
            ApiVersion(request), Schema(request), Now, (string)request["subresource"]!);
        Assert.Equal(result.ConflictMessage is not null, result.Conflicts.Count > 0);
        return result.Merged ?? (JsonNode?)result.ConflictMessage;
    }

    private static JsonNode? Update(JsonObject request, JsonObject? before)
    {
        var updated = ManagedFields.Update(
            before, (JsonObject)request["sent"]!, (string)request["manager"]!,
            ApiVersion(request), Schema(request), Now, (string)request["subresource"]!);
        return updated["metadata"]!["managedFields"] ?? new JsonArray();
    }

    private static string ApiVersion(JsonObject request) =>
        (string)request["group"]! is { Length: > 0 } group ? $"{group}/{request["version"]}" : (string)request["version"]!;

    private static StructuralSchema Schema(JsonObject request)
    {
        var (group, version, kind) = ((string)request["group"]!, (string)request["version"]!, (string)request["kind"]!);
        return BuiltInSchemas.For(group, version, kind) ?? CrdFiles.Schema(kind, version);
    }

    private static string Folder([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "Golden");
}
