using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>Services: kube-apiserver's defaults, carried-over values, validation and allocation, in its order.</summary>
internal sealed class ServiceStrategy : ResourceStrategy
{
    public override NameRule Names => NameRule.Dns1035Label;

    public override bool AllowsCreateOnUpdate => true;

    public override bool ReturnsDeletedObject => true;

    public override void Default(StrategyContext context, JsonObject item)
    {
        var spec = item.Ensure("spec");
        spec.Default("sessionAffinity", "None");
        if (spec.Text("sessionAffinity") == "ClientIP")
        {
            // Three hours, v1.DefaultClientIPServiceAffinitySeconds.
            spec.Ensure("sessionAffinityConfig").Ensure("clientIP").Default("timeoutSeconds", 10800);
        }

        spec.Default("type", "ClusterIP");
        foreach (var port in spec.Array("ports").Objects())
        {
            port.Default("protocol", "TCP");
            if (port["targetPort"] is null || port.Integer("targetPort") == 0 || port.Text("targetPort") == "")
            {
                port["targetPort"] = port.Integer("port") ?? 0;
            }
        }

        if (ServiceKinds.NeedsExternalTrafficPolicy(spec))
        {
            spec.Default("externalTrafficPolicy", "Cluster");
        }

        if (spec.Text("type") != "ExternalName")
        {
            spec.Default("internalTrafficPolicy", "Cluster");
        }

        if (spec.Text("type") == "LoadBalancer")
        {
            spec.Default("allocateLoadBalancerNodePorts", true);
        }

        foreach (var ingress in item.Array("status", "loadBalancer", "ingress").Objects())
        {
            if (!string.IsNullOrEmpty(ingress.Text("ip")))
            {
                ingress.Default("ipMode", "VIP");
            }
        }
    }

    public override void PrepareForCreate(StrategyContext context, JsonObject item)
    {
        item["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        var spec = item.Object("spec")!;
        CompleteClusterIPs(spec);
    }

    public override void PrepareForUpdate(StrategyContext context, JsonObject item, JsonObject old)
    {
        KeepField(item, old, "status");
        var spec = item.Object("spec")!;
        var before = old.Object("spec") ?? [];
        ServiceCarryOver.KeepAllocated(spec, before);
        ServiceCarryOver.DropWhatTheTypeLost(spec, before);
        CompleteClusterIPs(spec);
    }

    public override void PrepareForStatusUpdate(StrategyContext context, JsonObject item, JsonObject old)
    {
        KeepField(item, old, "spec");
        item.Ensure("status").Default("loadBalancer", new JsonObject());
    }

    public override void Validate(StrategyContext context, JsonObject item, JsonObject? old, List<Cause> causes)
    {
        ServiceValidation.Check(item, causes);
        if (old is not null && !JsonNode.DeepEquals(item["status"], old["status"]))
        {
            ServiceValidation.CheckStatus(item, causes);
        }

        if (old is not null)
        {
            ServiceValidation.CheckChange(item.Object("spec") ?? [], old.Object("spec") ?? [], causes);
        }
    }

    public override void Allocate(StrategyContext context, JsonObject item, JsonObject? old, List<Cause> causes)
    {
        ServiceAllocation.Addresses(context, item.Object("spec")!, old.Object("spec"), causes);
        ServiceAllocation.NodePorts(context, item.Object("spec")!, old.Object("spec"), causes);
    }

    /// <summary>clusterIP is the first of clusterIPs; a client may set either.</summary>
    private static void CompleteClusterIPs(JsonObject spec)
    {
        if (spec.Text("clusterIP") is { Length: > 0 } single && spec.Array("clusterIPs") is not { Count: > 0 })
        {
            spec["clusterIPs"] = new JsonArray(single);
        }
        else if (spec.Array("clusterIPs").Strings().FirstOrDefault() is { Length: > 0 } first && string.IsNullOrEmpty(spec.Text("clusterIP")))
        {
            spec["clusterIP"] = first;
        }
    }
}
