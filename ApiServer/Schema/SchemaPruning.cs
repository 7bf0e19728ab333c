using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Removes the fields that a schema does not declare, and names them.</summary>
internal static class SchemaPruning
{
    internal static IReadOnlyList<string> Prune(StructuralSchema schema, JsonObject obj)
    {
        var unknown = new List<string>();
        WalkObject(schema, obj, "", unknown, isResource: true);
        return unknown;
    }

    private static void Walk(StructuralSchema schema, JsonNode? node, string path, List<string> unknown)
    {
        switch (node)
        {
            case JsonObject members:
                WalkObject(schema, members, path, unknown, schema.IsEmbeddedResource);
                break;
            case JsonArray items when schema.Items is { } itemSchema:
                for (var i = 0; i < items.Count; i++)
                {
                    Walk(itemSchema, items[i], $"{path}[{i}]", unknown);
                }

                break;
        }
    }

    private static void WalkObject(
        StructuralSchema schema, JsonObject members, string path, List<string> unknown, bool isResource)
    {
        List<string>? dropped = null;
        foreach (var (name, value) in members)
        {
            var field = path.Length == 0 ? name : $"{path}.{name}";
            if (isResource && !schema.IsBuiltIn && name is "apiVersion" or "kind" or "metadata")
            {
                continue;
            }

            if (schema.Member(name) is { } member)
            {
                Walk(member, value, field, unknown);
            }
            else if (!schema.PreservesUnknown)
            {
                (dropped ??= []).Add(name);
                unknown.Add(field);
            }
        }

        dropped?.ForEach(name => members.Remove(name));
        if (isResource && !schema.IsBuiltIn && members["metadata"] is JsonObject metadata)
        {
            Walk(BuiltInSchemas.ObjectMeta, metadata, path.Length == 0 ? "metadata" : $"{path}.metadata", unknown);
        }
    }
}
