namespace MetalOrleans.ApiServer.Errors;

/// <summary>One reason why an object is invalid: an entry of <c>status.details.causes</c>.</summary>
internal sealed record Cause(string Field, string Reason, string Message)
{
    public static Cause Required(string field, string detail = "") =>
        new(field, "FieldValueRequired", detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static Cause Invalid(string field, object? value, string detail) =>
        new(field, "FieldValueInvalid", $"Invalid value: {Quote(value)}: {detail}");

    /// <summary>For values that are text already, such as a list or a Go number.</summary>
    public static Cause InvalidText(string field, string value, string detail) =>
        new(field, "FieldValueInvalid", $"Invalid value: {value}: {detail}");

    public static Cause NotSupported(string field, string value, params IEnumerable<string> supported) =>
        new(field, "FieldValueNotSupported", $"Unsupported value: {Quote(value)}: supported values: {string.Join(", ", supported.Select(Quote))}");

    public static Cause Forbidden(string field, string detail) => new(field, "FieldValueForbidden", $"Forbidden: {detail}");

    public static Cause Duplicate(string field, object? value) =>
        new(field, "FieldValueDuplicate", $"Duplicate value: {Quote(value)}");

    private static string Quote(object? value) => value switch
    {
        null => "null",
        string text => Documents.Doc.ToJson(System.Text.Json.Nodes.JsonValue.Create(text)),
        bool flag => flag ? "true" : "false",
        System.Text.Json.Nodes.JsonNode node => Documents.Doc.ToJson(node),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}
