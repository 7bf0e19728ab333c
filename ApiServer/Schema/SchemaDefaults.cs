using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Fills in defaults, and drops the nulls that a schema does not allow.</summary>
internal static class SchemaDefaults
{
    internal static void Apply(StructuralSchema schema, JsonObject obj)
    {
        if (!schema.IsBuiltIn && obj["metadata"] is JsonObject metadata)
        {
            Walk(BuiltInSchemas.ObjectMeta, metadata);
        }

        Walk(schema, obj);
    }

    private static void Walk(StructuralSchema schema, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                WalkObject(schema, members);
                break;
            case JsonArray items when schema.Items is { } itemSchema:
                foreach (var item in items)
                {
                    Walk(itemSchema, item);
                }

                break;
        }
    }

    private static void WalkObject(StructuralSchema schema, JsonObject members)
    {
        foreach (var (name, property) in schema.Properties)
        {
            if (property.Default is { } value && (!members.TryGetPropertyValue(name, out var present)
                || (present is null && !property.IsNullable)))
            {
                members[name] = value.DeepClone();
            }
        }

        List<string>? dropped = null;
        foreach (var (name, value) in members)
        {
            if (schema.Member(name) is not { } member)
            {
                continue;
            }

            if (value is null && !member.IsNullable && (member.Type.Length > 0 || member.IsIntOrString))
            {
                (dropped ??= []).Add(name);
            }
            else
            {
                Walk(member, value);
            }
        }

        dropped?.ForEach(name => members.Remove(name));
    }
}
