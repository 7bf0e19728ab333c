using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MetalOrleans.ApiServer.Documents;

/// <summary>YAML as Kubernetes reads it (YAML 1.2 core scalars plus the quoted rest) turned into JSON nodes, and back.</summary>
public static class YamlText
{
    /// <summary>The documents of a YAML stream, JSON being YAML too; null for an empty one.</summary>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    /// <exception cref="InvalidCastException">The key of a map is not a scalar.</exception>
    public static IReadOnlyList<JsonNode?> ReadAll(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => Convert(document.RootNode))];
    }

    /// <summary>A node as block YAML.</summary>
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        WriteNode(text, node, 0, inList: false);
        return text.ToString();
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => ConvertMap(map),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode scalar => ConvertScalar(scalar),
        _ => null,
    };

    private static JsonObject ConvertMap(YamlMappingNode map)
    {
        var made = new JsonObject();
        foreach (var (key, value) in map.Children)
        {
            made[((YamlScalarNode)key).Value ?? ""] = Convert(value);
        }

        return made;
    }

    private static JsonNode? ConvertScalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return text;
        }

        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "on" or "On":
                return true;
            case "false" or "False" or "FALSE" or "no" or "No" or "off" or "Off":
                return false;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        var looksNumeric = char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.';
        return looksNumeric && text.AsSpan().IndexOfAnyExcept("0123456789+-.eE") < 0
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
                ? real
                : text;
    }

    private static void WriteNode(StringBuilder text, JsonNode? node, int depth, bool inList)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                WriteMap(text, map, depth, inList);
                break;
            case JsonArray { Count: > 0 } list:
                foreach (var item in list)
                {
                    text.Append(' ', depth * 2).Append("- ");
                    WriteNode(text, item, depth + 1, inList: true);
                }

                break;
            default:
                // A JSON scalar, "{}" and "[]" are valid YAML flow values as they stand.
                text.Append(Doc.ToJson(node)).Append('\n');
                break;
        }
    }

    private static void WriteMap(StringBuilder text, JsonObject map, int depth, bool inList)
    {
        var first = inList;
        foreach (var (key, value) in map)
        {
            if (!first)
            {
                text.Append(' ', depth * 2);
            }

            first = false;
            text.Append(IsPlainKey(key) ? key : Doc.ToJson(JsonValue.Create(key))).Append(':');
            var nested = value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };
            text.Append(nested ? '\n' : ' ');
            WriteNode(text, value, nested && value is JsonObject ? depth + 1 : depth, inList: false);
        }
    }

    private static bool IsPlainKey(string key) =>
        key.Length > 0 && char.IsAsciiLetter(key[0]) && key is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n")
        && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '-' or '_');
}
