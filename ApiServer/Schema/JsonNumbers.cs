using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Numbers and kinds of JSON values as a Kubernetes API server tells them apart.</summary>
internal static class JsonNumbers
{
    /// <summary>The name of the value's type in messages: an integer is a number without fraction that fits 64 bits.</summary>
    internal static string TypeName(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => TryInt64(node, out _) ? "integer" : "number",
            _ => "null",
        },
    };

    internal static bool TryInt64(JsonNode node, out long value)
    {
        if (node is JsonValue scalar)
        {
            if (scalar.TryGetValue<JsonElement>(out var element))
            {
                value = 0;
                return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value);
            }

            if (scalar.TryGetValue(out value))
            {
                return true;
            }

            if (scalar.GetValueKind() == JsonValueKind.Number)
            {
                return long.TryParse(scalar.ToJsonString(), NumberStyles.AllowLeadingSign, null, out value);
            }
        }

        value = 0;
        return false;
    }

    internal static double ToDouble(JsonNode node) =>
        double.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : double.NaN;

    /// <summary>The number in Go's default notation: integers plain, exponents from 1e+21 on and below 1e-04.</summary>
    internal static string Show(JsonNode node)
    {
        if (TryInt64(node, out var integer))
        {
            return integer.ToString(CultureInfo.InvariantCulture);
        }

        var value = ToDouble(node);
        var magnitude = Math.Abs(value);
        if (magnitude is 0 or (>= 1e-4 and < 1e21))
        {
            var plain = value.ToString("R", CultureInfo.InvariantCulture);
            return plain.Contains('E') ? WithGoExponent(plain) : plain;
        }

        return WithGoExponent(value.ToString("R", CultureInfo.InvariantCulture));
    }

    private static string WithGoExponent(string text)
    {
        var at = text.IndexOf('E');
        if (at < 0)
        {
            return text;
        }

        var sign = text[at + 1] is '-' ? '-' : '+';
        var digits = text[(at + 1)..].TrimStart('+', '-').PadLeft(2, '0');
        return $"{text[..at]}e{sign}{digits}";
    }
}
