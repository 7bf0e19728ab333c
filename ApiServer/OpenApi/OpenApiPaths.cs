using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.OpenApi;

/// <summary>The paths of a kind with the query parameters that clients look for before they use them.</summary>
internal static class OpenApiPaths
{
    private static readonly (string Name, string Type, string Description)[] Write =
    [
        ("dryRun", "string", "All: the request is judged and answered, but nothing is stored."),
        ("fieldManager", "string", "Name of the one who owns the fields that the request sets."),
        ("fieldValidation", "string",
            "What becomes of unknown and duplicate fields: Ignore drops them, Warn drops them with a warning, Strict refuses the request."),
    ];

    private static readonly (string Name, string Type, string Description)[] Patch =
        [.. Write, ("force", "boolean", "Takes conflicting fields over from other managers; for server-side apply only.")];

    private static readonly (string Name, string Type, string Description)[] List =
    [
        ("labelSelector", "string", "Limits the answer to objects with these labels."),
        ("fieldSelector", "string", "Limits the answer to objects with these fields."),
        ("limit", "integer", "How many objects a page holds at most."),
        ("continue", "string", "Token of the next page."),
        ("resourceVersion", "string", "Version the answer must be at least as new as."),
        ("resourceVersionMatch", "string", "NotOlderThan or Exact."),
        ("watch", "boolean", "Streams changes instead of a list."),
        ("timeoutSeconds", "integer", "Seconds after which a watch ends."),
        ("allowWatchBookmarks", "boolean", "Whether a watch may carry bookmarks."),
        ("sendInitialEvents", "boolean", "Whether a watch begins with what is there."),
    ];

    private static readonly (string Name, string Type, string Description)[] Delete =
    [
        ("dryRun", "string", "All: the request is judged and answered, but nothing is deleted."),
        ("gracePeriodSeconds", "integer", "Seconds the object is given to end."),
        ("propagationPolicy", "string", "Orphan, Background or Foreground: what becomes of its dependents."),
    ];

    internal static void Add(JsonObject paths, OpenApiKind kind, string schema, OpenApiSchemas schemas, OpenApiDialect dialect)
    {
        var root = kind.Group.Length == 0 ? $"/api/{kind.Version}" : $"/apis/{kind.Group}/{kind.Version}";
        var collection = kind.Namespaced ? $"{root}/namespaces/{{namespace}}/{kind.Plural}" : $"{root}/{kind.Plural}";
        JsonObject Operation(string action, string verb, (string, string, string)[] query) =>
            OpenApiOperation.Build(kind, action, verb, query, schemas.Reference(schema, ""), dialect);
        if (kind.Namespaced)
        {
            paths[$"{root}/{kind.Plural}"] = new JsonObject { ["get"] = Operation("list", "list", List) };
        }

        paths[collection] = new JsonObject
        {
            ["get"] = Operation("list", "list", List),
            ["post"] = Operation("post", "create", Write),
            ["delete"] = Operation("deletecollection", "delete collection of", [.. List, .. Delete]),
            ["parameters"] = PathParameters(kind, false, dialect),
        };
        foreach (var (suffix, isObject) in new[] { ("", true), ("/status", false) })
        {
            if (!isObject && !kind.HasStatus)
            {
                continue;
            }

            var item = new JsonObject
            {
                ["get"] = Operation("get", "read", []),
                ["put"] = Operation("put", "replace", Write),
                ["patch"] = Operation("patch", "partially update", Patch),
                ["parameters"] = PathParameters(kind, true, dialect),
            };
            if (isObject)
            {
                item["delete"] = Operation("delete", "delete", Delete);
            }

            paths[$"{collection}/{{name}}{suffix}"] = item;
        }
    }

    private static JsonArray PathParameters(OpenApiKind kind, bool named, OpenApiDialect dialect)
    {
        var parameters = new JsonArray();
        if (named)
        {
            parameters.Add(OpenApiOperation.Parameter("name", "path", "string", $"Name of the {kind.Kind}.", dialect));
        }

        if (kind.Namespaced)
        {
            parameters.Add(OpenApiOperation.Parameter("namespace", "path", "string", "Namespace of the object.", dialect));
        }

        return parameters;
    }
}
