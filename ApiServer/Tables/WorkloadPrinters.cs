using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Tables;

/// <summary>Columns of Nodes, Pods and the workloads that own Pods.</summary>
internal static class WorkloadPrinters
{
    private static readonly ImmutableArray<TableColumn> Template =
        [new("Containers", "string", 1), new("Images", "string", 1), new("Selector", "string", 1)];

    public static TablePrinter Node { get; } = new(
        [
            TableColumn.ObjectName, new("Status", "string"), new("Roles", "string"), TableColumn.Age, new("Version", "string"),
            new("Internal-IP", "string", 1), new("External-IP", "string", 1), new("OS-Image", "string", 1),
            new("Kernel-Version", "string", 1), new("Container-Runtime", "string", 1),
        ],
        static (item, now) => new JsonArray(
            Cell.Name(item),
            NodeStatus(item),
            NodeRoles(item),
            Cell.Age(item, now),
            Cell.Text(item, "status", "nodeInfo", "kubeletVersion"),
            NodeAddress(item, "InternalIP"),
            NodeAddress(item, "ExternalIP"),
            Unknown(item, "osImage"),
            Unknown(item, "kernelVersion"),
            Unknown(item, "containerRuntimeVersion")));

    public static TablePrinter Pod { get; } = new(
        [
            TableColumn.ObjectName, new("Ready", "string"), new("Status", "string"), new("Restarts", "string"), TableColumn.Age,
            new("IP", "string", 1), new("Node", "string", 1), new("Nominated Node", "string", 1), new("Readiness Gates", "string", 1),
        ],
        PodCells);

    public static TablePrinter Deployment { get; } = new(
        [
            TableColumn.ObjectName, new("Ready", "string"), new("Up-to-date", "string"), new("Available", "string"),
            TableColumn.Age, .. Template,
        ],
        static (item, now) => new JsonArray(
            Cell.Name(item),
            $"{item.Integer("status", "readyReplicas") ?? 0}/{item.Integer("spec", "replicas") ?? 0}",
            Cell.Number(item, "status", "updatedReplicas"),
            Cell.Number(item, "status", "availableReplicas"),
            Cell.Age(item, now),
            Cell.Containers(item, "name"),
            Cell.Containers(item, "image"),
            Cell.Selector(item.Object("spec", "selector"))));

    public static TablePrinter ReplicaSet { get; } = new(
        [
            TableColumn.ObjectName, new("Desired", "integer"), new("Current", "integer"), new("Ready", "integer"),
            TableColumn.Age, .. Template,
        ],
        static (item, now) => new JsonArray(
            Cell.Name(item),
            Cell.Number(item, "spec", "replicas"),
            Cell.Number(item, "status", "replicas"),
            Cell.Number(item, "status", "readyReplicas"),
            Cell.Age(item, now),
            Cell.Containers(item, "name"),
            Cell.Containers(item, "image"),
            Cell.Selector(item.Object("spec", "selector"))));

    public static TablePrinter StatefulSet { get; } = new(
        [TableColumn.ObjectName, new("Ready", "string"), TableColumn.Age, Template[0], Template[1]],
        static (item, now) => new JsonArray(
            Cell.Name(item),
            $"{item.Integer("status", "readyReplicas") ?? 0}/{item.Integer("spec", "replicas") ?? 0}",
            Cell.Age(item, now),
            Cell.Containers(item, "name"),
            Cell.Containers(item, "image")));

    public static TablePrinter DaemonSet { get; } = new(
        [
            TableColumn.ObjectName, new("Desired", "integer"), new("Current", "integer"), new("Ready", "integer"),
            new("Up-to-date", "integer"), new("Available", "integer"), new("Node Selector", "string"), TableColumn.Age, .. Template,
        ],
        static (item, now) => new JsonArray(
            Cell.Name(item),
            Cell.Number(item, "status", "desiredNumberScheduled"),
            Cell.Number(item, "status", "currentNumberScheduled"),
            Cell.Number(item, "status", "numberReady"),
            Cell.Number(item, "status", "updatedNumberScheduled"),
            Cell.Number(item, "status", "numberAvailable"),
            Cell.Labels(item.Object("spec", "template", "spec", "nodeSelector")),
            Cell.Age(item, now),
            Cell.Containers(item, "name"),
            Cell.Containers(item, "image"),
            Cell.Selector(item.Object("spec", "selector"))));

    private static string NodeStatus(JsonObject item)
    {
        var ready = item.Array("status", "conditions").Objects().FirstOrDefault(condition => condition.Text("type") == "Ready");
        var status = ready is null ? "Unknown" : ready.Text("status") == "True" ? "Ready" : "NotReady";
        return item.Flag("spec", "unschedulable") == true ? status + ",SchedulingDisabled" : status;
    }

    private static string NodeRoles(JsonObject item)
    {
        const string Prefix = "node-role.kubernetes.io/";
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in item.Object("metadata", "labels") ?? [])
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal) && key.Length > Prefix.Length)
            {
                roles.Add(key[Prefix.Length..]);
            }
            else if (key == "kubernetes.io/role" && Doc.AsText(value) is { Length: > 0 } role)
            {
                roles.Add(role);
            }
        }

        return roles.Count == 0 ? Cell.None : string.Join(',', roles);
    }

    private static JsonNode NodeAddress(JsonObject item, string type) => Cell.OrNone(item.Array("status", "addresses").Objects()
        .FirstOrDefault(address => address.Text("type") == type).Text("address"));

    private static string Unknown(JsonObject item, string field) =>
        item.Text("status", "nodeInfo", field) is { Length: > 0 } text ? text : "<unknown>";

    private static JsonArray PodCells(JsonObject item, DateTimeOffset now)
    {
        var statuses = item.Array("status", "containerStatuses").Objects().ToArray();
        var total = item.Array("spec", "containers")?.Count ?? 0;
        var ready = statuses.Count(status => status.Flag("ready") == true);
        var restarts = statuses.Sum(status => status.Integer("restartCount") ?? 0);
        return new JsonArray(
            Cell.Name(item),
            $"{ready}/{total}",
            PodStatus(item, statuses),
            $"{restarts}",
            Cell.Age(item, now),
            Cell.TextOrNone(item, "status", "podIP"),
            Cell.TextOrNone(item, "spec", "nodeName"),
            Cell.TextOrNone(item, "status", "nominatedNodeName"),
            Cell.None);
    }

    private static string PodStatus(JsonObject item, JsonObject[] statuses)
    {
        if (item.Text("metadata", "deletionTimestamp") is not null)
        {
            return "Terminating";
        }

        var reason = item.Text("status", "reason") ?? item.Text("status", "phase") ?? "";
        foreach (var status in statuses)
        {
            var waiting = status.Text("state", "waiting", "reason");
            var ended = status.Text("state", "terminated", "reason");
            reason = !string.IsNullOrEmpty(waiting) ? waiting : !string.IsNullOrEmpty(ended) ? ended : reason;
        }

        return reason;
    }
}
