using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.OpenApi;

/// <summary>Schemas of custom resources, made fit for a document.</summary>
internal static class OpenApiCustomSchemas
{
    // What Swagger 2.0 has no words for.
    private static readonly string[] OnlyV3 = ["oneOf", "anyOf", "allOf", "not", "nullable", "x-kubernetes-validations"];

    /// <summary>The schema's name: the group backwards, the version, the kind.</summary>
    internal static string Name(OpenApiKind kind, string name)
    {
        var group = kind.Group.Length == 0 ? "core" : string.Join('.', kind.Group.Split('.').Reverse());
        return $"{group}.{kind.Version}.{name}";
    }

    internal static JsonObject Copy(JsonObject? schema, OpenApiDialect dialect)
    {
        var copy = schema is null ? new JsonObject { ["type"] = "object" } : (JsonObject)schema.DeepClone();
        if (dialect == OpenApiDialect.V2)
        {
            Reduce(copy);
        }

        return copy;
    }

    private static void Reduce(JsonObject schema)
    {
        foreach (var word in OnlyV3)
        {
            schema.Remove(word);
        }

        foreach (var part in new[] { schema["items"], schema["additionalProperties"] }.OfType<JsonObject>())
        {
            Reduce(part);
        }

        foreach (var (_, property) in schema["properties"] as JsonObject ?? [])
        {
            if (property is JsonObject inner)
            {
                Reduce(inner);
            }
        }
    }
}
