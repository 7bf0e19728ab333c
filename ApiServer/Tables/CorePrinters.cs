using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Tables;

/// <summary>Columns of the core kinds that are not Services, Pods or Nodes.</summary>
internal static class CorePrinters
{
    public static TablePrinter Namespace { get; } = new(
        [TableColumn.ObjectName, new("Status", "string"), TableColumn.Age],
        static (item, now) => new JsonArray(Cell.Name(item), Cell.Text(item, "status", "phase"), Cell.Age(item, now)));

    public static TablePrinter Secret { get; } = new(
        [TableColumn.ObjectName, new("Type", "string"), new("Data", "string"), TableColumn.Age],
        static (item, now) => new JsonArray(
            Cell.Name(item), Cell.Text(item, "type"), item.Object("data")?.Count ?? 0, Cell.Age(item, now)));

    public static TablePrinter ConfigMap { get; } = new(
        [TableColumn.ObjectName, new("Data", "string"), TableColumn.Age],
        static (item, now) => new JsonArray(
            Cell.Name(item), (item.Object("data")?.Count ?? 0) + (item.Object("binaryData")?.Count ?? 0), Cell.Age(item, now)));

    public static TablePrinter ServiceAccount { get; } = new(
        [TableColumn.ObjectName, new("Secrets", "string"), TableColumn.Age],
        static (item, now) => new JsonArray(Cell.Name(item), item.Array("secrets")?.Count ?? 0, Cell.Age(item, now)));

    public static TablePrinter Lease { get; } = new(
        [TableColumn.ObjectName, new("Holder", "string"), TableColumn.Age],
        static (item, now) => new JsonArray(Cell.Name(item), Cell.Text(item, "spec", "holderIdentity"), Cell.Age(item, now)));

    public static TablePrinter Webhooks { get; } = new(
        [TableColumn.ObjectName, new("Webhooks", "integer"), TableColumn.Age],
        static (item, now) => new JsonArray(Cell.Name(item), item.Array("webhooks")?.Count ?? 0, Cell.Age(item, now)));

    public static TablePrinter Binding { get; } = new(
        [
            TableColumn.ObjectName, new("Role", "string"), TableColumn.Age,
            new("Users", "string", 1), new("Groups", "string", 1), new("ServiceAccounts", "string", 1),
        ],
        static (item, now) => new JsonArray(
            Cell.Name(item),
            $"{item.Text("roleRef", "kind")}/{item.Text("roleRef", "name")}",
            Cell.Age(item, now),
            Subjects(item, "User"),
            Subjects(item, "Group"),
            Subjects(item, "ServiceAccount")));

    public static TablePrinter Event { get; } = new(
        [
            new("Last Seen", "string"), new("Type", "string"), new("Reason", "string"), new("Object", "string"),
            new("Subobject", "string", 1), new("Source", "string", 1), new("Message", "string"),
            new("First Seen", "string", 1), new("Count", "string", 1), new("Name", "string", 1),
        ],
        EventCells);

    private static string Subjects(JsonObject item, string kind) => string.Join(", ", item.Array("subjects").Objects()
        .Where(subject => subject.Text("kind") == kind)
        .Select(subject => kind == "ServiceAccount" ? $"{subject.Text("namespace")}/{subject.Text("name")}" : subject.Text("name")));

    private static JsonArray EventCells(JsonObject item, DateTimeOffset now)
    {
        // Events of the newer API carry eventTime and a series in place of the three counters.
        var eventTime = item.Text("eventTime");
        var first = item.Text("firstTimestamp") ?? eventTime;
        var last = item.Text("series", "lastObservedTime") ?? item.Text("lastTimestamp") ?? eventTime;
        var count = item.Integer("series", "count") ?? item.Integer("count") ?? 1;
        var involved = item.Object("involvedObject");
        var component = item.Text("source", "component") is { Length: > 0 } named ? named : item.Text("reportingComponent") ?? "";
        var host = item.Text("source", "host");
        var target = $"{involved.Text("kind")?.ToLowerInvariant()}/{involved.Text("name")}";
        return new JsonArray(
            HumanDuration.Since(last, now),
            Cell.Text(item, "type"),
            Cell.Text(item, "reason"),
            target,
            involved.Text("fieldPath") ?? "",
            string.IsNullOrEmpty(host) ? component : $"{component}, {host}",
            (item.Text("message") ?? "").Trim(),
            HumanDuration.Since(first, now),
            count == 0 ? 1 : count,
            Cell.Name(item));
    }
}
