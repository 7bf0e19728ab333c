using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Field errors in the words of a Kubernetes API server.</summary>
internal static class FieldErrors
{
    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static FieldError Required(string field) => new(field, FieldError.Required, "Required value");

    internal static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new(field, FieldError.Invalid, $"Invalid value: {Show(value)}: {detail}");

    internal static FieldError Invalid(string field, long value, string detail) =>
        new(field, FieldError.Invalid, $"Invalid value: {value}: {detail}");

    /// <summary>A value of the wrong type: the message shows the type instead of the value.</summary>
    internal static FieldError Type(string field, string actual, string expected) =>
        new(field, FieldError.TypeInvalid,
            $"Invalid value: \"{actual}\": {field} in body must be of type {expected}: \"{actual}\"");

    /// <summary>A text that does not follow its format.</summary>
    internal static FieldError Format(string field, string value, string format) =>
        new(field, FieldError.TypeInvalid,
            $"Invalid value: {Quote(value)}: {field} in body must be of type {format}: {Quote(value)}");

    internal static FieldError NotSupported(string field, JsonNode? value, IEnumerable<JsonNode?> supported) =>
        new(field, FieldError.NotSupported,
            $"Unsupported value: {Show(value)}: supported values: {string.Join(", ", supported.Select(ShowQuoted))}");

    internal static FieldError Duplicate(string field, JsonNode? value) =>
        new(field, FieldError.Duplicate, $"Duplicate value: {Show(value)}");

    internal static FieldError TooLong(string field, long max) =>
        new(field, FieldError.TooLong, $"Too long: may not be more than {max} bytes");

    internal static FieldError TooMany(string field, int actual, long max) =>
        new(field, FieldError.TooMany, $"Too many: {actual}: must have at most {max} items");

    /// <summary>Whether rules may run beside this error: they may when only the value is off, not its shape.</summary>
    internal static bool BlocksRules(FieldError error) =>
        error.Reason is FieldError.Required or FieldError.TypeInvalid or FieldError.NotSupported
            or FieldError.TooLong or FieldError.TooMany;

    /// <summary>What stands at the end of the list when errors kept the rules from running.</summary>
    internal static FieldError RulesNotChecked { get; } = new(
        "<nil>",
        FieldError.Invalid,
        "Invalid value: null: some validation rules were not checked because the object was invalid; "
            + "correct the existing errors to complete validation");

    internal static string Show(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject or JsonArray => value.ToJsonString(Relaxed),
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => Quote(value.GetValue<string>()),
            JsonValueKind.Number => JsonNumbers.Show(value),
            _ => value.ToJsonString(),
        },
    };

    internal static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            quoted = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append($"\\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string ShowQuoted(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? Show(value) : $"\"{Show(value)}\"";
}
