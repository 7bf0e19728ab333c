using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Documents;

/// <summary>Short ways through a Kubernetes object held as a <see cref="JsonObject"/>; a wrong type reads as absent.</summary>
internal static class Doc
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions CompactWriter = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonNode? At(this JsonObject? node, params ReadOnlySpan<string> path)
    {
        JsonNode? current = node;
        foreach (var step in path)
        {
            if (current is not JsonObject container || !container.TryGetPropertyValue(step, out current))
            {
                return null;
            }
        }

        return current;
    }

    public static string? Text(this JsonObject? node, params ReadOnlySpan<string> path) => AsText(node.At(path));

    public static string? AsText(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static JsonObject? Object(this JsonObject? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static JsonArray? Array(this JsonObject? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    public static long? Integer(this JsonObject? node, params ReadOnlySpan<string> path) => AsInteger(node.At(path));

    public static long? AsInteger(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        if (value.TryGetValue<long>(out var number))
        {
            return number;
        }

        if (value.TryGetValue<int>(out var small))
        {
            return small;
        }

        return value.TryGetValue<double>(out var real) && real == Math.Floor(real) ? (long)real : null;
    }

    public static bool? Flag(this JsonObject? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
            ? node.At(path)!.GetValue<bool>()
            : null;

    /// <summary>The object under <paramref name="key"/>, made when it is missing or of another type.</summary>
    public static JsonObject Ensure(this JsonObject node, string key)
    {
        if (node[key] is JsonObject existing)
        {
            return existing;
        }

        var made = new JsonObject();
        node[key] = made;
        return made;
    }

    public static JsonObject Metadata(this JsonObject node) => node.Ensure("metadata");

    public static string Name(this JsonObject node) => node.Text("metadata", "name") ?? "";

    public static string Namespace(this JsonObject node) => node.Text("metadata", "namespace") ?? "";

    public static IEnumerable<string> Strings(this JsonArray? array)
    {
        if (array is null)
        {
            yield break;
        }

        foreach (var item in array)
        {
            if (AsText(item) is { } text)
            {
                yield return text;
            }
        }
    }

    public static IEnumerable<JsonObject> Objects(this JsonArray? array)
    {
        if (array is null)
        {
            yield break;
        }

        foreach (var item in array)
        {
            if (item is JsonObject value)
            {
                yield return value;
            }
        }
    }

    /// <summary>Sets <paramref name="key"/> unless it already holds a value that is not null.</summary>
    public static void Default(this JsonObject node, string key, JsonNode value)
    {
        if (node[key] is null)
        {
            node[key] = value;
        }
    }

    public static JsonObject Copy(this JsonObject node) => (JsonObject)node.DeepClone();

    public static JsonArray ToArray(IEnumerable<string> items)
    {
        var array = new JsonArray();
        foreach (var item in items)
        {
            array.Add((JsonNode)item);
        }

        return array;
    }

    public static byte[] ToUtf8(JsonNode node)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, CompactWriter))
        {
            node.WriteTo(writer, Compact);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static string ToJson(JsonNode? node) => node is null ? "null" : node.ToJsonString(Compact);

    /// <summary>Reads one JSON object; throws <see cref="JsonException"/> for anything else.</summary>
    public static JsonObject Parse(ReadOnlySpan<byte> utf8) =>
        JsonNode.Parse(utf8) as JsonObject ?? throw new JsonException("The document is not a JSON object.");
}
