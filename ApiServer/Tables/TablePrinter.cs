using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Tables;

/// <summary>The columns that kubectl shows for a kind, and how an object fills them.</summary>
internal sealed record TablePrinter(ImmutableArray<TableColumn> Columns, Func<JsonObject, DateTimeOffset, JsonArray> Cells)
{
    /// <summary>Name and age, as for a CRD that declares no columns.</summary>
    public static TablePrinter NameAndAge { get; } = new(
        [TableColumn.ObjectName, TableColumn.Age],
        static (item, now) => new JsonArray(Cell.Name(item), Cell.Age(item, now)));

    /// <summary>Name and creation time, as for built-in kinds without a printer of their own.</summary>
    public static TablePrinter NameAndCreation { get; } = new(
        [TableColumn.ObjectName, new TableColumn("Created At", "date")],
        static (item, _) => new JsonArray(Cell.Name(item), Cell.Text(item, "metadata", "creationTimestamp")));
}
