using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Tables;

/// <summary>The columns a CRD version declares in <c>additionalPrinterColumns</c>.</summary>
internal static class CustomColumns
{
    public static TablePrinter For(JsonArray? declared)
    {
        var columns = declared.Objects()
            .Select(column => (
                Column: new TableColumn(
                    column.Text("name") ?? "",
                    column.Text("type") ?? "string",
                    (int)(column.Integer("priority") ?? 0),
                    column.Text("format") ?? "",
                    column.Text("description") ?? ""),
                Path: column.Text("jsonPath") ?? ""))
            .ToImmutableArray();
        if (columns.IsEmpty)
        {
            return TablePrinter.NameAndAge;
        }

        return new TablePrinter(
            [TableColumn.ObjectName, .. columns.Select(column => column.Column)],
            (item, now) => new JsonArray([Cell.Name(item), .. columns.Select(column => Value(item, column.Column.Type, column.Path, now))]));
    }

    private static JsonNode? Value(JsonObject item, string type, string path, DateTimeOffset now)
    {
        var found = JsonPath.First(item, path);
        if (found is null)
        {
            return null;
        }

        return type switch
        {
            "integer" => Doc.AsInteger(found),
            "number" => found.GetValueKind() == JsonValueKind.Number ? found.DeepClone() : null,
            "boolean" => found.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? found.DeepClone() : null,
            "date" => HumanDuration.Since(Doc.AsText(found), now),
            _ => JsonPath.Print(found),
        };
    }
}
