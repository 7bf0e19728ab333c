using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>One step of a field path, as it is written in <c>fieldsV1</c>.</summary>
internal static class FieldStep
{
    /// <summary>Writes texts as they are, without escaping what HTML would want escaped.</summary>
    internal static JsonSerializerOptions Plain { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static string Field(string name) => "f:" + name;

    /// <summary>The step to an entry of a list by key or of a set; null when the entry has no identity.</summary>
    internal static string? Entry(StructuralSchema list, JsonNode? item)
    {
        if (list.ListType == ListType.Set)
        {
            return "v:" + Write(item);
        }

        if (SchemaLists.KeyOf(list, item) is not { Count: > 0 } key)
        {
            return null;
        }

        var sorted = key.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{Write(JsonValue.Create(member.Key))}:{Write(member.Value)}");
        return $"k:{{{string.Join(",", sorted)}}}";
    }

    /// <summary>The name of a member step; null for entries of lists.</summary>
    internal static string? Name(string step) => step.StartsWith("f:") ? step[2..] : null;

    /// <summary>The step as conflicts show it: <c>.spec</c>, <c>[port=80,protocol="TCP"]</c>, <c>[="x"]</c>.</summary>
    internal static string Show(string step)
    {
        var body = step[2..];
        return step[0] switch
        {
            'f' => "." + body,
            'v' => $"[={body}]",
            'k' => $"[{ShowKey(body)}]",
            _ => $"[{body}]",
        };
    }

    private static string ShowKey(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject key
                ? string.Join(",", key.Select(member => $"{member.Key}={Write(member.Value)}"))
                : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static string Write(JsonNode? node) => node?.ToJsonString(Plain) ?? "null";
}
