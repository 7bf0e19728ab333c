using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetalOrleans.Cli.Conversion;

/// <summary>Writes a resource as YAML in block style, its keys in the order that it has them.</summary>
internal static class ResourceYaml
{
    private const string Indent = "  ";

    /// <summary>Writes one document, without separators.</summary>
    public static void Write(StringBuilder yaml, JsonNode node) => WriteBlock(yaml, node, 0);

    private static void WriteBlock(StringBuilder yaml, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map)
                {
                    Pad(yaml, depth).Append(Scalar(key)).Append(':');
                    WriteValue(yaml, value, value is JsonArray ? depth : depth + 1);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    WriteItem(yaml, item, depth);
                }

                break;
        }
    }

    private static void WriteValue(StringBuilder yaml, JsonNode? value, int depth)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            yaml.Append('\n');
            WriteBlock(yaml, value, depth);
        }
        else
        {
            yaml.Append(' ').Append(Inline(value)).Append('\n');
        }
    }

    // The first key of a mapping stands on the line of its hyphen.
    private static void WriteItem(StringBuilder yaml, JsonNode? item, int depth)
    {
        Pad(yaml, depth).Append("- ");
        if (item is JsonObject { Count: > 0 })
        {
            var block = new StringBuilder();
            WriteBlock(block, item, depth + 1);
            yaml.Append(block.ToString().TrimStart(' '));
        }
        else
        {
            yaml.Append(Inline(item)).Append('\n');
        }
    }

    private static string Inline(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray list => list.Count == 0 ? "[]" : list.ToJsonString(),
        JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => Scalar(scalar.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    /// <summary>A text as it is where YAML takes it for one, else in double quotes, which JSON's are.</summary>
    private static string Scalar(string text)
    {
        var isPlain = text.Length > 0
            && char.IsAsciiLetter(text[0])
            && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '/')
            && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n")
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return isPlain ? text : JsonValue.Create(text).ToJsonString(Relaxed);
    }

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static StringBuilder Pad(StringBuilder yaml, int depth) => yaml.Insert(yaml.Length, Indent, depth);
}
