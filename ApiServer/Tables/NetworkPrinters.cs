using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Tables;

/// <summary>Columns of Services, their endpoints and Ingresses.</summary>
internal static class NetworkPrinters
{
    public static TablePrinter Service { get; } = new(
        [
            TableColumn.ObjectName, new("Type", "string"), new("Cluster-IP", "string"), new("External-IP", "string"),
            new("Port(s)", "string"), TableColumn.Age, new("Selector", "string", 1),
        ],
        static (item, now) => new JsonArray(
            Cell.Name(item),
            Cell.Text(item, "spec", "type"),
            Cell.TextOrNone(item, "spec", "clusterIP"),
            ExternalAddress(item),
            ServicePorts(item),
            Cell.Age(item, now),
            Cell.Labels(item.Object("spec", "selector"))));

    public static TablePrinter Endpoints { get; } = new(
        [TableColumn.ObjectName, new("Endpoints", "string"), TableColumn.Age],
        static (item, now) => new JsonArray(Cell.Name(item), EndpointAddresses(item), Cell.Age(item, now)));

    public static TablePrinter EndpointSlice { get; } = new(
        [
            TableColumn.ObjectName, new("AddressType", "string"), new("Ports", "string"), new("Endpoints", "string"), TableColumn.Age,
        ],
        static (item, now) => new JsonArray(
            Cell.Name(item),
            Cell.Text(item, "addressType"),
            Limited(item.Array("ports").Objects().Select(port => port.Integer("port") is { } number ? $"{number}" : "*"), "<unset>"),
            Limited(item.Array("endpoints").Objects().SelectMany(endpoint => endpoint.Array("addresses").Strings()), "<unset>"),
            Cell.Age(item, now)));

    public static TablePrinter Ingress { get; } = new(
        [
            TableColumn.ObjectName, new("Class", "string"), new("Hosts", "string"), new("Address", "string"),
            new("Ports", "string"), TableColumn.Age,
        ],
        static (item, now) => new JsonArray(
            Cell.Name(item),
            Cell.TextOrNone(item, "spec", "ingressClassName"),
            Hosts(item),
            IngressAddresses(item),
            item.Array("spec", "tls") is { Count: > 0 } ? "80, 443" : "80",
            Cell.Age(item, now)));

    public static TablePrinter IngressClass { get; } = new(
        [TableColumn.ObjectName, new("Controller", "string"), new("Parameters", "string"), TableColumn.Age],
        static (item, now) => new JsonArray(
            Cell.Name(item),
            Cell.Text(item, "spec", "controller"),
            item.Object("spec", "parameters") is { } parameters
                ? $"{parameters.Text("kind")}{(parameters.Text("apiGroup") is { } group ? "." + group : "")}/{parameters.Text("name")}"
                : Cell.None,
            Cell.Age(item, now)));

    public static TablePrinter NetworkPolicy { get; } = new(
        [TableColumn.ObjectName, new("Pod-Selector", "string"), TableColumn.Age],
        static (item, now) => new JsonArray(Cell.Name(item), Cell.Selector(item.Object("spec", "podSelector")), Cell.Age(item, now)));

    private static string ExternalAddress(JsonObject item)
    {
        var external = string.Join(',', item.Array("spec", "externalIPs").Strings());
        switch (item.Text("spec", "type"))
        {
            case "ExternalName":
                return item.Text("spec", "externalName") ?? Cell.None;
            case "LoadBalancer":
                var ingress = IngressAddresses(item);
                if (ingress.Length > 0)
                {
                    return external.Length > 0 ? $"{ingress},{external}" : ingress;
                }

                return external.Length > 0 ? external : "<pending>";
            default:
                return external.Length > 0 ? external : Cell.None;
        }
    }

    private static string IngressAddresses(JsonObject item) => string.Join(
        ',',
        item.Array("status", "loadBalancer", "ingress").Objects()
            .Select(entry => entry.Text("ip") is { Length: > 0 } ip ? ip : entry.Text("hostname") ?? "")
            .Where(text => text.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal));

    private static string ServicePorts(JsonObject item)
    {
        var ports = item.Array("spec", "ports").Objects().Select(port =>
        {
            var node = port.Integer("nodePort") is > 0 and var number ? $":{number}" : "";
            return $"{port.Integer("port")}{node}/{port.Text("protocol") ?? "TCP"}";
        });
        var text = string.Join(',', ports);
        return text.Length == 0 ? Cell.None : text;
    }

    private static string EndpointAddresses(JsonObject item)
    {
        var all = new List<string>();
        foreach (var subset in item.Array("subsets").Objects())
        {
            var addresses = subset.Array("addresses").Objects().Select(address => address.Text("ip") ?? "").ToArray();
            var ports = subset.Array("ports").Objects().Select(port => port.Integer("port") ?? 0).ToArray();
            all.AddRange(ports.Length == 0
                ? addresses
                : addresses.SelectMany(address => ports.Select(port => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]:{port}" : $"{address}:{port}")));
        }

        return Limited(all, Cell.None);
    }

    private static string Hosts(JsonObject item)
    {
        var hosts = item.Array("spec", "rules").Objects().Select(rule => rule.Text("host") ?? "").Where(host => host.Length > 0).ToArray();
        return hosts.Length == 0 ? "*" : Limited(hosts, "*");
    }

    /// <summary>The first three, as kubectl shows long lists.</summary>
    private static string Limited(IEnumerable<string> items, string none)
    {
        var all = items.ToArray();
        if (all.Length == 0)
        {
            return none;
        }

        var shown = string.Join(',', all.Take(3));
        return all.Length > 3 ? $"{shown} + {all.Length - 3} more..." : shown;
    }
}
