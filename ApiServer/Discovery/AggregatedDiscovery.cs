using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Resources;

namespace MetalOrleans.ApiServer.Discovery;

/// <summary>Aggregated discovery (apidiscovery.k8s.io/v2): everything in two answers, which is how kubectl asks since 1.27.</summary>
internal static class AggregatedDiscovery
{
    public const string MediaType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public static bool IsAsked(string accept) => accept.Replace(" ", "", StringComparison.Ordinal).Split(',').Any(offer =>
    {
        var parts = offer.Split(';');
        return parts[0] == "application/json"
            && parts.Contains("g=apidiscovery.k8s.io", StringComparer.Ordinal)
            && parts.Contains("v=v2", StringComparer.Ordinal)
            && parts.Contains("as=APIGroupDiscoveryList", StringComparer.Ordinal);
    });

    /// <summary>The core group alone, or all named groups.</summary>
    public static JsonObject List(ResourceTable table, bool isCore) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. (isCore ? [""] : table.Groups.AsEnumerable()).Select(group => Group(table, group))]),
    };

    private static JsonObject Group(ResourceTable table, string group)
    {
        var metadata = new JsonObject { ["creationTimestamp"] = null };
        if (group.Length > 0)
        {
            metadata["name"] = group;
        }

        return new JsonObject
        {
            ["metadata"] = metadata,
            ["versions"] = new JsonArray([.. table.VersionsOf(group).Select(version => new JsonObject
            {
                ["version"] = version,
                ["resources"] = new JsonArray([.. table.In(group, version).Select(Resource)]),
                ["freshness"] = "Current",
            })]),
        };
    }

    private static JsonNode Resource(ResourceDefinition resource)
    {
        var entry = new JsonObject
        {
            ["resource"] = resource.Plural,
            ["responseKind"] = Kind(resource),
            ["scope"] = resource.IsNamespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.Singular,
            ["verbs"] = Doc.ToArray(resource.Verbs),
        };
        if (!resource.ShortNames.IsEmpty)
        {
            entry["shortNames"] = Doc.ToArray(resource.ShortNames);
        }

        if (!resource.Categories.IsEmpty)
        {
            entry["categories"] = Doc.ToArray(resource.Categories);
        }

        if (resource.HasStatus)
        {
            entry["subresources"] = new JsonArray(new JsonObject
            {
                ["subresource"] = "status",
                ["responseKind"] = Kind(resource),
                ["verbs"] = new JsonArray("get", "patch", "update"),
            });
        }

        return entry;
    }

    private static JsonObject Kind(ResourceDefinition resource) => new()
    {
        ["group"] = resource.Group,
        ["version"] = resource.Version,
        ["kind"] = resource.Kind,
    };
}
