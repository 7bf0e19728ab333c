using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.OpenApi;

/// <summary>One method of one path.</summary>
internal static class OpenApiOperation
{
    private static readonly string[] PatchTypes =
    [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
        "application/apply-patch+yaml",
    ];

    // kubectl apply sends the strategic kind wherever a document offers it, and custom resources do not know it.
    private static readonly string[] CustomPatchTypes =
        ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"];

    internal static JsonObject Build(
        OpenApiKind kind,
        string action,
        string verb,
        (string Name, string Type, string Description)[] query,
        JsonObject schema,
        OpenApiDialect dialect)
    {
        var operation = new JsonObject
        {
            ["description"] = $"{verb} {kind.Kind}",
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = OpenApiSchemas.Gvk(kind, kind.Kind),
            ["parameters"] = new JsonArray([.. query.Select(parameter =>
                (JsonNode?)Parameter(parameter.Name, "query", parameter.Type, parameter.Description, dialect))]),
            ["responses"] = new JsonObject { ["200"] = Response(schema, dialect) },
        };
        if (action == "patch")
        {
            Accept(operation, kind.Schema is null ? PatchTypes : CustomPatchTypes, dialect);
        }

        return operation;
    }

    internal static JsonObject Parameter(
        string name, string place, string type, string description, OpenApiDialect dialect)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["description"] = description };
        if (place == "path")
        {
            parameter["required"] = true;
        }

        if (dialect == OpenApiDialect.V2)
        {
            parameter["type"] = type;
        }
        else
        {
            parameter["schema"] = new JsonObject { ["type"] = type };
        }

        return parameter;
    }

    private static JsonObject Response(JsonObject schema, OpenApiDialect dialect) => dialect == OpenApiDialect.V2
        ? new JsonObject { ["description"] = "OK", ["schema"] = schema }
        : new JsonObject
        {
            ["description"] = "OK",
            ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } },
        };

    private static void Accept(JsonObject operation, string[] patchTypes, OpenApiDialect dialect)
    {
        if (dialect == OpenApiDialect.V2)
        {
            operation["consumes"] = new JsonArray([.. patchTypes.Select(type => (JsonNode?)type)]);
            return;
        }

        var content = new JsonObject();
        foreach (var type in patchTypes)
        {
            content[type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } };
        }

        operation["requestBody"] = new JsonObject { ["content"] = content, ["required"] = true };
    }
}
