using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>What an update inherits from the stored Service, and what falls away when its type changes.</summary>
internal static class ServiceCarryOver
{
    /// <summary>A client that leaves out an allocated value keeps it.</summary>
    public static void KeepAllocated(JsonObject spec, JsonObject old)
    {
        if (ServiceKinds.NeedsClusterIP(old) && ServiceKinds.NeedsClusterIP(spec))
        {
            if (string.IsNullOrEmpty(spec.Text("clusterIP")))
            {
                Copy(spec, old, "clusterIP");
            }

            if (spec.Array("clusterIPs") is not { Count: > 0 } && spec.Text("clusterIP") == old.Text("clusterIP"))
            {
                Copy(spec, old, "clusterIPs");
            }

            if (spec["ipFamilyPolicy"] is null)
            {
                Copy(spec, old, "ipFamilyPolicy");
            }

            if (spec.Array("ipFamilies") is not { Count: > 0 })
            {
                Copy(spec, old, "ipFamilies");
            }

            Narrow(spec, old);
        }

        if (ServiceKinds.NeedsNodePorts(old) && ServiceKinds.NeedsNodePorts(spec))
        {
            KeepNodePorts(spec, old);
        }

        if (ServiceKinds.NeedsHealthCheckPort(old) && ServiceKinds.NeedsHealthCheckPort(spec) && spec.Integer("healthCheckNodePort") is null or 0)
        {
            Copy(spec, old, "healthCheckNodePort");
        }
    }

    public static void DropWhatTheTypeLost(JsonObject spec, JsonObject old)
    {
        if (ServiceKinds.NeedsClusterIP(old) && !ServiceKinds.NeedsClusterIP(spec) && Same(spec, old, "clusterIPs"))
        {
            Remove(spec, "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy");
        }

        if (ServiceKinds.MayHaveNodePorts(old) && !ServiceKinds.MayHaveNodePorts(spec) && SameNodePorts(spec, old))
        {
            foreach (var port in spec.Array("ports").Objects())
            {
                port.Remove("nodePort");
            }
        }

        if (ServiceKinds.NeedsHealthCheckPort(old) && !ServiceKinds.NeedsHealthCheckPort(spec) && Same(spec, old, "healthCheckNodePort"))
        {
            spec.Remove("healthCheckNodePort");
        }

        if (old.Text("type") == "LoadBalancer" && spec.Text("type") != "LoadBalancer")
        {
            foreach (var field in new[] { "allocateLoadBalancerNodePorts", "loadBalancerClass" })
            {
                if (Same(spec, old, field))
                {
                    spec.Remove(field);
                }
            }
        }

        if (ServiceKinds.NeedsExternalTrafficPolicy(old) && !ServiceKinds.NeedsExternalTrafficPolicy(spec) && Same(spec, old, "externalTrafficPolicy"))
        {
            spec.Remove("externalTrafficPolicy");
        }

        if (spec.Text("type") == "ExternalName" && Same(spec, old, "internalTrafficPolicy"))
        {
            spec.Remove("internalTrafficPolicy");
        }
    }

    /// <summary>From dual stack to single stack: the second family and its address go, when the client left them in.</summary>
    private static void Narrow(JsonObject spec, JsonObject old)
    {
        if (spec.Text("ipFamilyPolicy") != "SingleStack" || old.Text("ipFamilyPolicy") == "SingleStack")
        {
            return;
        }

        foreach (var field in new[] { "clusterIPs", "ipFamilies" })
        {
            if (spec.Array(field) is { Count: 2 } both && Same(spec, old, field))
            {
                both.RemoveAt(1);
            }
        }
    }

    private static void KeepNodePorts(JsonObject spec, JsonObject old)
    {
        var held = old.Array("ports").Objects()
            .Where(port => port.Integer("nodePort") is > 0)
            .GroupBy(port => (port.Text("protocol"), port.Integer("port")))
            .ToDictionary(group => group.Key, group => group.First().Integer("nodePort")!.Value);
        var asked = spec.Array("ports").Objects().Select(port => port.Integer("nodePort") ?? 0).ToHashSet();
        foreach (var port in spec.Array("ports").Objects().Where(port => port.Integer("nodePort") is null or 0))
        {
            if (held.TryGetValue((port.Text("protocol"), port.Integer("port")), out var nodePort) && asked.Add(nodePort))
            {
                port["nodePort"] = nodePort;
            }
        }
    }

    private static bool SameNodePorts(JsonObject spec, JsonObject old)
    {
        var before = old.Array("ports").Objects().Select(port => port.Integer("nodePort") ?? 0).ToHashSet();
        return spec.Array("ports").Objects().All(port => before.Contains(port.Integer("nodePort") ?? 0));
    }

    private static bool Same(JsonObject spec, JsonObject old, string field) => JsonNode.DeepEquals(spec[field], old[field]);

    private static void Copy(JsonObject spec, JsonObject old, string field)
    {
        if (old[field] is { } value)
        {
            spec[field] = value.DeepClone();
        }
    }

    private static void Remove(JsonObject spec, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            spec.Remove(field);
        }
    }
}
