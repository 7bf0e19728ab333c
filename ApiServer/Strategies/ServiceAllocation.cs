using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>Takes cluster addresses and node ports for a Service, and gives them back when the write fails or is a dry run.</summary>
internal static class ServiceAllocation
{
    public static void Addresses(StrategyContext context, JsonObject spec, JsonObject? old, List<Cause> causes)
    {
        if (!ServiceKinds.NeedsClusterIP(spec))
        {
            return;
        }

        CompleteFamilies(spec);
        if (ServiceKinds.IsHeadless(spec))
        {
            spec["clusterIP"] = "None";
            spec["clusterIPs"] = new JsonArray("None");
            return;
        }

        var families = spec.Array("ipFamilies").Strings().ToArray();
        var asked = spec.Array("clusterIPs").Strings().Where(address => address.Length > 0).ToArray();
        var held = old.Array("clusterIPs").Strings().ToHashSet(StringComparer.Ordinal);
        var taken = new List<string>();
        for (var i = 0; i < families.Length; i++)
        {
            if (i >= asked.Length)
            {
                var chosen = context.Addresses.TakeNext(families[i] == "IPv6");
                context.OnFailure(() => context.Addresses.Release(chosen));
                taken.Add(chosen);
                continue;
            }

            taken.Add(asked[i]);
            if (!held.Contains(asked[i]) && Take(context, asked, asked[i]) is { } refused)
            {
                causes.Add(refused);
            }
        }

        spec["clusterIP"] = taken[0];
        spec["clusterIPs"] = Doc.ToArray(taken);
    }

    public static void NodePorts(StrategyContext context, JsonObject spec, JsonObject? old, List<Cause> causes)
    {
        var held = old.Array("ports").Objects().Select(port => port.Integer("nodePort") ?? 0).ToHashSet();
        var chosenHere = new HashSet<long>();
        var index = -1;
        foreach (var port in spec.Array("ports").Objects())
        {
            index++;
            var protocol = port.Text("protocol") ?? "TCP";
            if (port.Integer("nodePort") is > 0 and var asked)
            {
                // The same number may serve another protocol of the same Service.
                if (!held.Contains(asked) && chosenHere.Add(asked) && TakePort(context, protocol, asked, $"spec.ports[{index}].nodePort") is { } refused)
                {
                    causes.Add(refused);
                }
            }
            else if (ServiceKinds.NeedsNodePorts(spec))
            {
                var chosen = context.Addresses.TakeNextNodePort(protocol);
                if (chosen == 0)
                {
                    causes.Add(Cause.Invalid($"spec.ports[{index}].nodePort", 0, "failed to allocate a nodePort: range is full"));
                    continue;
                }

                context.OnFailure(() => context.Addresses.Release(protocol, chosen));
                port["nodePort"] = chosen;
            }
        }

        HealthCheckPort(context, spec, old);
    }

    private static void HealthCheckPort(StrategyContext context, JsonObject spec, JsonObject? old)
    {
        if (!ServiceKinds.NeedsHealthCheckPort(spec))
        {
            return;
        }

        if (spec.Integer("healthCheckNodePort") is not > 0)
        {
            var chosen = context.Addresses.TakeNextNodePort("TCP");
            context.OnFailure(() => context.Addresses.Release("TCP", chosen));
            spec["healthCheckNodePort"] = chosen;
            return;
        }

        var asked = spec.Integer("healthCheckNodePort")!.Value;
        if (asked != old.Integer("healthCheckNodePort") && TakePort(context, "TCP", asked, "") is { } refused)
        {
            var why = $"failed to allocate requested HealthCheck NodePort {asked}: {refused.Message[(refused.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]}";
            throw new ApiFailure(500, "InternalError", $"Internal error occurred: {why}", new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = why }) });
        }
    }

    private static void CompleteFamilies(JsonObject spec)
    {
        var policyGiven = spec.Text("ipFamilyPolicy");
        var families = spec.Array("ipFamilies").Strings().ToList();
        if (families.Count == 0)
        {
            families.AddRange(spec.Array("clusterIPs").Strings().Where(address => address.Length > 0 && address != "None").Select(FamilyOf));
        }

        var selectorless = ServiceKinds.IsHeadless(spec) && spec.Object("selector") is not { Count: > 0 };
        var policy = policyGiven ?? (families.Count == 2 ? "RequireDualStack" : selectorless && families.Count == 0 ? "RequireDualStack" : "SingleStack");
        if (families.Count == 0)
        {
            families.Add("IPv4");
        }

        if (policy != "SingleStack" && families.Count == 1)
        {
            families.Add(families[0] == "IPv4" ? "IPv6" : "IPv4");
        }

        spec["ipFamilies"] = Doc.ToArray(families);
        spec["ipFamilyPolicy"] = policy;
    }

    private static string FamilyOf(string address) =>
        IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";

    private static Cause? Take(StrategyContext context, string[] asked, string address)
    {
        var shown = Doc.ToJson(Doc.ToArray(asked));
        if (!IPAddress.TryParse(address, out var parsed))
        {
            return null;
        }

        if (!context.Addresses.Contains(parsed))
        {
            var range = context.Addresses.RangeOf(parsed.AddressFamily == AddressFamily.InterNetworkV6);
            return Cause.InvalidText("spec.clusterIPs", shown, $"failed to allocate IP {address}: the provided IP ({address}) is not in the valid range. The range of valid IPs is {range}");
        }

        if (!context.Addresses.TryTake(address))
        {
            return Cause.InvalidText("spec.clusterIPs", shown, $"failed to allocate IP {address}: provided IP is already allocated");
        }

        context.OnFailure(() => context.Addresses.Release(address));
        return null;
    }

    private static Cause? TakePort(StrategyContext context, string protocol, long port, string field)
    {
        if (port is < ServiceAddresses.NodePortMin or > ServiceAddresses.NodePortMax)
        {
            return Cause.Invalid(field, port, $"provided port is not in the valid range. The range of valid ports is {ServiceAddresses.NodePortMin}-{ServiceAddresses.NodePortMax}");
        }

        if (!context.Addresses.TryTake(protocol, (int)port))
        {
            return Cause.Invalid(field, port, "provided port is already allocated");
        }

        context.OnFailure(() => context.Addresses.Release(protocol, (int)port));
        return null;
    }
}
