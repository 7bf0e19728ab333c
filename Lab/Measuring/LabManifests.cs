using System.Net;
using System.Text.Json.Nodes;
using MetalOrleans.Lab.Clusters;

namespace MetalOrleans.Lab.Measuring;

/// <summary>The objects that measurements make by the hundred, and where.</summary>
internal static class LabManifests
{
    public const string Services = "/api/v1/namespaces/default/services";
    public const string EndpointSlices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";

    public static JsonObject Service(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Service",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["type"] = "LoadBalancer",
            ["selector"] = new JsonObject { ["app"] = name },
            ["ports"] = new JsonArray(new JsonObject { ["protocol"] = "TCP", ["port"] = 80, ["targetPort"] = 80 }),
        },
    };

    /// <summary>One that takes no node port, of which a cluster has 2,768.</summary>
    public static JsonObject ServiceWithoutNodePort(string name)
    {
        var service = Service(name);
        service["spec"]!["allocateLoadBalancerNodePorts"] = false;
        return service;
    }

    /// <summary>A ready endpoint on each node.</summary>
    public static JsonObject Endpoints(string name, IEnumerable<LabNode> nodes) => new()
    {
        ["apiVersion"] = "discovery.k8s.io/v1",
        ["kind"] = "EndpointSlice",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject { ["kubernetes.io/service-name"] = name },
        },
        ["addressType"] = "IPv4",
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "", ["protocol"] = "TCP", ["port"] = 80 }),
        ["endpoints"] = new JsonArray([.. nodes.Select(node => new JsonObject
        {
            ["addresses"] = new JsonArray(IPNetwork.Parse(node.Cable.Addresses[0]).BaseAddress.ToString()),
            ["nodeName"] = node.Name,
            ["conditions"] = new JsonObject { ["ready"] = true },
        })]),
    };
}
