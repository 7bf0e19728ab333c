using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Tables;

/// <summary>Builds <c>meta.k8s.io/v1 Table</c> answers.</summary>
internal static class TableWriter
{
    public static JsonObject Table(TablePrinter printer, JsonObject listMetadata, bool withColumns, IEnumerable<JsonNode> rows)
    {
        var columns = new JsonArray();
        foreach (var column in withColumns ? printer.Columns : [])
        {
            columns.Add((JsonNode)new JsonObject
            {
                ["name"] = column.Name,
                ["type"] = column.Type,
                ["format"] = column.Format,
                ["description"] = column.Description,
                ["priority"] = column.Priority,
            });
        }

        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = listMetadata,
            ["columnDefinitions"] = columns,
            ["rows"] = new JsonArray([.. rows]),
        };
    }

    /// <summary>One row; <paramref name="include"/> is the includeObject parameter: Metadata (the default), None or Object.</summary>
    public static JsonNode Row(TablePrinter printer, JsonObject item, string include, DateTimeOffset now) => new JsonObject
    {
        ["cells"] = printer.Cells(item, now),
        ["object"] = include switch
        {
            "None" => null,
            "Object" => item.DeepClone(),
            _ => Partial(item),
        },
    };

    /// <summary>The metadata alone, as a PartialObjectMetadata.</summary>
    public static JsonObject Partial(JsonObject item) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = item.Object("metadata")?.DeepClone() ?? new JsonObject(),
    };
}
