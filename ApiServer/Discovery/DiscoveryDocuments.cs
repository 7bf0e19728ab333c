using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Resources;

namespace MetalOrleans.ApiServer.Discovery;

/// <summary>The legacy discovery documents: one for the groups, one for each group and version.</summary>
internal static class DiscoveryDocuments
{
    public static JsonObject CoreVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    public static JsonObject Groups(ResourceTable table) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. table.Groups.Select(group => Group(table, group, withEnvelope: false))]),
    };

    /// <summary>One group's versions; null when it is not served.</summary>
    public static JsonObject? Group(ResourceTable table, string group) =>
        table.Groups.Contains(group, StringComparer.Ordinal) ? Group(table, group, withEnvelope: true) : null;

    /// <summary>The resources of one group and version; null when it is not served.</summary>
    public static JsonObject? Resources(ResourceTable table, string group, string version)
    {
        var found = table.In(group, version).ToArray();
        if (found.Length == 0)
        {
            return null;
        }

        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = found[0].ApiVersion,
            ["resources"] = new JsonArray([.. found.SelectMany(Entries)]),
        };
    }

    private static JsonObject Group(ResourceTable table, string group, bool withEnvelope)
    {
        var versions = table.VersionsOf(group).Select(version => new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version }).ToArray();
        var made = new JsonObject();
        if (withEnvelope)
        {
            made["kind"] = "APIGroup";
            made["apiVersion"] = "v1";
        }

        made["name"] = group;
        made["versions"] = new JsonArray([.. versions]);
        made["preferredVersion"] = versions[0].DeepClone();
        return made;
    }

    private static IEnumerable<JsonNode> Entries(ResourceDefinition resource)
    {
        var entry = new JsonObject
        {
            ["name"] = resource.Plural,
            ["singularName"] = resource.Singular,
            ["namespaced"] = resource.IsNamespaced,
            ["kind"] = resource.Kind,
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

        yield return entry;
        if (resource.HasStatus)
        {
            yield return new JsonObject
            {
                ["name"] = $"{resource.Plural}/status",
                ["singularName"] = "",
                ["namespaced"] = resource.IsNamespaced,
                ["kind"] = resource.Kind,
                ["verbs"] = new JsonArray("get", "patch", "update"),
            };
        }
    }
}
