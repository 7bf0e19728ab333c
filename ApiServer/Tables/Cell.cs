using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Tables;

/// <summary>What the printers have in common: reading a field into a cell with kubectl's words for nothing.</summary>
internal static class Cell
{
    public const string None = "<none>";

    public static JsonNode Name(JsonObject item) => item.Name();

    public static JsonNode Age(JsonObject item, DateTimeOffset now) =>
        HumanDuration.Since(item.Text("metadata", "creationTimestamp"), now);

    public static JsonNode Text(JsonObject item, params ReadOnlySpan<string> path) => item.Text(path) ?? "";

    public static JsonNode TextOrNone(JsonObject item, params ReadOnlySpan<string> path) => OrNone(item.Text(path));

    public static JsonNode Number(JsonObject item, params ReadOnlySpan<string> path) => item.Integer(path) ?? 0;

    public static JsonNode OrNone(string? text) => string.IsNullOrEmpty(text) ? None : text;

    public static JsonNode Labels(JsonObject? labels) => labels is { Count: > 0 }
        ? string.Join(',', labels.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Doc.AsText(pair.Value)}"))
        : None;

    /// <summary>A LabelSelector with its expressions, as kubectl formats it.</summary>
    public static JsonNode Selector(JsonObject? selector)
    {
        var parts = new List<string>();
        foreach (var (key, value) in selector.Object("matchLabels") ?? [])
        {
            parts.Add($"{key}={Doc.AsText(value)}");
        }

        foreach (var expression in selector.Array("matchExpressions").Objects())
        {
            var key = expression.Text("key");
            var values = string.Join(',', expression.Array("values").Strings().Order(StringComparer.Ordinal));
            parts.Add(expression.Text("operator") switch
            {
                "In" => $"{key} in ({values})",
                "NotIn" => $"{key} notin ({values})",
                "Exists" => $"{key}",
                _ => $"!{key}",
            });
        }

        parts.Sort(StringComparer.Ordinal);
        return parts.Count == 0 ? None : string.Join(',', parts);
    }

    public static JsonNode Containers(JsonObject item, string field) => string.Join(
        ',',
        item.Array("spec", "template", "spec", "containers").Objects().Select(container => container.Text(field) ?? ""));
}
