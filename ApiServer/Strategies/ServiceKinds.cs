using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>What a Service's type and policies imply, asked of its spec.</summary>
internal static class ServiceKinds
{
    public static bool NeedsClusterIP(JsonObject spec) => spec.Text("type") is "ClusterIP" or "NodePort" or "LoadBalancer";

    public static bool IsHeadless(JsonObject spec) =>
        NeedsClusterIP(spec) && (spec.Text("clusterIP") ?? spec.Array("clusterIPs").Strings().FirstOrDefault()) == "None";

    public static bool MayHaveNodePorts(JsonObject spec) => spec.Text("type") is "NodePort" or "LoadBalancer";

    public static bool NeedsNodePorts(JsonObject spec) =>
        spec.Text("type") == "NodePort"
        || (spec.Text("type") == "LoadBalancer" && spec.Flag("allocateLoadBalancerNodePorts") != false);

    public static bool NeedsExternalTrafficPolicy(JsonObject spec) =>
        MayHaveNodePorts(spec) || (spec.Text("type") == "ClusterIP" && spec.Array("externalIPs") is { Count: > 0 });

    public static bool NeedsHealthCheckPort(JsonObject spec) =>
        spec.Text("type") == "LoadBalancer" && spec.Text("externalTrafficPolicy") == "Local";
}
