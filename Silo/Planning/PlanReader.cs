using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using YamlDotNet.Core;

namespace MetalOrleans.Silo.Planning;

/// <summary>
/// Reads the edits of a plan: YAML or JSON documents, each an object to apply, a List of them, or <c>apply</c> and <c>delete</c>
/// lists; in the order in which they stand there.
/// </summary>
internal static class PlanReader
{
    /// <exception cref="PlanInputException">The text is no such thing.</exception>
    public static IReadOnlyList<PlanEdit> Read(byte[] body)
    {
        var edits = new List<PlanEdit>();
        var number = 0;
        foreach (var document in Parse(body))
        {
            number++;
            if (document is not null)
            {
                ReadDocument($"document {number}", document, edits);
            }
        }

        return edits.Count > 0
            ? edits
            : throw new PlanInputException("The plan names no object: give at least one object to apply, or a list 'delete'.");
    }

    private static IReadOnlyList<JsonNode?> Parse(byte[] body)
    {
        try
        {
            return YamlText.ReadAll(Encoding.UTF8.GetString(body));
        }
        catch (Exception e) when (e is YamlException or InvalidCastException or ArgumentException or FormatException)
        {
            throw new PlanInputException($"The plan is neither YAML nor JSON: {e.Message}", e);
        }
    }

    private static void ReadDocument(string place, JsonNode document, List<PlanEdit> edits)
    {
        switch (document)
        {
            case JsonArray list:
                ReadList(place, list, edits, ReadDocument);
                break;
            case JsonObject map when map["kind"] is null && (map.ContainsKey("apply") || map.ContainsKey("delete")):
                ReadEnvelope(place, map, edits);
                break;
            case JsonObject map when Text(place, map, "kind").EndsWith("List", StringComparison.Ordinal):
                ReadList($"{place}.items", map["items"], edits, ReadDocument);
                break;
            case JsonObject map:
                edits.Add(ReadManifest(place, map));
                break;
            default:
                throw new PlanInputException(
                    $"{place} is not an object: write a manifest with apiVersion, kind and metadata, as for kubectl apply.");
        }
    }

    private static void ReadEnvelope(string place, JsonObject envelope, List<PlanEdit> edits)
    {
        foreach (var (field, value) in envelope)
        {
            switch (field)
            {
                case "apply":
                    ReadList($"{place}.apply", value, edits, ReadDocument);
                    break;
                case "delete":
                    ReadList($"{place}.delete", value, edits, (item, node, into) => into.Add(ReadDeletion(item, node)));
                    break;
                default:
                    throw new PlanInputException($"{place}: {field}: not a field of a plan: use apply and delete.");
            }
        }
    }

    private static void ReadList(
        string place, JsonNode? node, List<PlanEdit> edits, Action<string, JsonNode, List<PlanEdit>> read)
    {
        if (node is not JsonArray list)
        {
            throw new PlanInputException($"{place} is not a list.");
        }

        for (var i = 0; i < list.Count; i++)
        {
            read($"{place}[{i}]", list[i] ?? throw new PlanInputException($"{place}[{i}] is empty."), edits);
        }
    }

    private static PlanEdit ReadManifest(string place, JsonObject manifest)
    {
        var kind = Text(place, manifest, "kind");
        if (manifest["metadata"] is not JsonObject metadata)
        {
            throw new PlanInputException($"{place} ({kind}): metadata: missing: give the object's name there.");
        }

        var name = Text($"{place} ({kind}): metadata", metadata, "name");
        return new PlanEdit(place, kind, OptionalText($"{place} ({kind} {name}): metadata", metadata, "namespace"), name, manifest);
    }

    private static PlanEdit ReadDeletion(string place, JsonNode node)
    {
        if (node is not JsonObject map)
        {
            throw new PlanInputException($"{place} is not an object: write kind, name and, for a Service, namespace.");
        }

        // A whole manifest is welcome too.
        return map["metadata"] is JsonObject
            ? ReadManifest(place, map) with { Manifest = null }
            : new PlanEdit(place, Text(place, map, "kind"), OptionalText(place, map, "namespace"), Text(place, map, "name"), Manifest: null);
    }

    private static string Text(string place, JsonObject map, string field) =>
        OptionalText(place, map, field) is { Length: > 0 } text
            ? text
            : throw new PlanInputException($"{place}: {field}: missing: every object has one.");

    private static string OptionalText(string place, JsonObject map, string field) => map[field] switch
    {
        null => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => throw new PlanInputException($"{place}: {field}: not a text."),
    };
}
