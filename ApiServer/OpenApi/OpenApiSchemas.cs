using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.OpenApi;

/// <summary>Collects the schemas that the kinds of a document need, each once.</summary>
internal sealed class OpenApiSchemas(OpenApiDialect dialect)
{
    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal);

    /// <summary>Adds a kind and its list, and returns the name of the kind's schema.</summary>
    internal string Add(OpenApiKind kind)
    {
        var type = BuiltInTypes.FindKind(kind.Group, kind.Version, kind.Kind);
        var name = kind.Schema is null && type is not null ? type.OpenApiName : OpenApiCustomSchemas.Name(kind, kind.Kind);
        if (_schemas.ContainsKey(name))
        {
            return name;
        }

        var schema = kind.Schema is null && type is not null ? Build(type) : OpenApiCustomSchemas.Copy(kind.Schema, dialect);
        var properties = schema["properties"] as JsonObject ?? [];
        schema["properties"] = properties;
        properties["apiVersion"] = Text("Group and version of the object, such as v1 or apps/v1.");
        properties["kind"] = Text("Kind of the object.");
        properties["metadata"] = Reference(Named("meta.ObjectMeta"), "Name, identity and labels of the object.");
        schema["x-kubernetes-group-version-kind"] = new JsonArray(Gvk(kind, kind.Kind));
        _schemas[name] = schema;
        AddList(kind, name, type is not null && kind.Schema is null ? type.Package : null);
        return name;
    }

    internal JsonObject ToJson()
    {
        var all = new JsonObject();
        foreach (var (name, schema) in _schemas)
        {
            all[name] = schema;
        }

        return all;
    }

    internal JsonObject Reference(string name, string description)
    {
        var prefix = dialect == OpenApiDialect.V2 ? "#/definitions/" : "#/components/schemas/";
        var reference = new JsonObject { ["$ref"] = prefix + name };
        if (description.Length == 0)
        {
            return reference;
        }

        if (dialect == OpenApiDialect.V2)
        {
            reference["description"] = description;
            return reference;
        }

        return new JsonObject { ["description"] = description, ["allOf"] = new JsonArray(reference) };
    }

    internal static JsonObject Gvk(OpenApiKind kind, string name) => new()
    {
        ["group"] = kind.Group,
        ["version"] = kind.Version,
        ["kind"] = name,
    };

    private void AddList(OpenApiKind kind, string itemName, string? package)
    {
        var listKind = kind.Kind + "List";
        var name = package is null ? OpenApiCustomSchemas.Name(kind, listKind) : $"{package}.{listKind}";
        _schemas[name] = new JsonObject
        {
            ["description"] = $"A list of {kind.Kind} objects.",
            ["type"] = "object",
            ["required"] = new JsonArray("items"),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = Text("Group and version of the list."),
                ["kind"] = Text("Kind of the list."),
                ["metadata"] = Reference(Named("meta.ListMeta"), "Where the list stands and how to go on."),
                ["items"] = new JsonObject
                {
                    ["description"] = "The objects.",
                    ["type"] = "array",
                    ["items"] = Reference(itemName, ""),
                },
            },
            ["x-kubernetes-group-version-kind"] = new JsonArray(Gvk(kind, listKind)),
        };
    }

    /// <summary>Makes sure that a built-in type is in the document, and returns its name.</summary>
    private string Named(string typeName)
    {
        var type = BuiltInTypes.Get(typeName);
        var name = type.OpenApiName;
        if (!_schemas.ContainsKey(name))
        {
            // Types may be recursive: the name must be taken before the fields are read.
            _schemas[name] = [];
            _schemas[name] = Build(type);
        }

        return name;
    }

    private JsonObject Build(BuiltInType type)
    {
        var properties = new JsonObject();
        foreach (var field in type.Fields)
        {
            properties[field.Name] = Field(type, field);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (type.Description.Length > 0)
        {
            schema["description"] = type.Description;
        }

        if (type.Fields.Any(field => field.IsRequired))
        {
            schema["required"] = new JsonArray(
                [.. type.Fields.Where(field => field.IsRequired).Select(field => (JsonNode?)field.Name)]);
        }

        if (type.IsAtomic)
        {
            schema["x-kubernetes-map-type"] = "atomic";
        }

        return schema;
    }

    private JsonObject Field(BuiltInType owner, BuiltInField field)
    {
        var schema = OfName(owner, field.TypeName, field.Description);
        if (field.Default is { } value)
        {
            schema["default"] = value;
        }

        if (field.IsAtomic)
        {
            schema["x-kubernetes-map-type"] = "atomic";
        }

        if (field.TypeName.StartsWith("[]"))
        {
            schema["x-kubernetes-list-type"] = field.ListType switch
            {
                ListType.Map => "map",
                ListType.Set => "set",
                _ => "atomic",
            };
        }

        if (!field.ListMapKeys.IsEmpty)
        {
            schema["x-kubernetes-list-map-keys"] =
                new JsonArray([.. field.ListMapKeys.Select(key => (JsonNode?)key)]);
        }

        if (field.PatchMergeKey is { Length: > 0 } mergeKey)
        {
            schema["x-kubernetes-patch-merge-key"] = mergeKey;
        }

        var strategies = new[]
        {
            field.PatchMergeKey is null ? null : "merge",
            field.HasRetainKeys ? "retainKeys" : null,
        };
        if (strategies.Any(strategy => strategy is not null))
        {
            schema["x-kubernetes-patch-strategy"] =
                string.Join(',', strategies.Where(strategy => strategy is not null));
        }

        return schema;
    }

    private JsonObject OfName(BuiltInType owner, string typeName, string description)
    {
        var schema = typeName switch
        {
            _ when typeName.StartsWith("[]") =>
                new JsonObject { ["type"] = "array", ["items"] = OfName(owner, typeName[2..], "") },
            _ when typeName.StartsWith("map[]") =>
                new JsonObject { ["type"] = "object", ["additionalProperties"] = OfName(owner, typeName[5..], "") },
            "any" => new JsonObject { ["type"] = "object" },
            "intOrString" => Reference(IntOrString(), description),
            "quantity" => Reference(Quantity(), description),
            _ => null,
        };
        if (schema is null && BuiltInScalars.JsonType(typeName) is ({ } type, var format))
        {
            schema = new JsonObject { ["type"] = type };
            if (format.Length > 0)
            {
                schema["format"] = format;
            }

            if (BuiltInScalars.EnumValues(typeName).Any())
            {
                schema["enum"] = new JsonArray(
                    [.. BuiltInScalars.EnumValues(typeName).Select(value => (JsonNode?)value)]);
            }
        }

        if (schema is null)
        {
            return Reference(Named(BuiltInTypes.Resolve(owner, typeName)), description);
        }

        if (description.Length > 0 && !schema.ContainsKey("$ref") && !schema.ContainsKey("allOf"))
        {
            schema["description"] = description;
        }

        return schema;
    }

    private string IntOrString()
    {
        const string name = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
        _schemas.TryAdd(name, Either("int-or-string", "integer", "A number, or a name or percentage as text."));
        return name;
    }

    private string Quantity()
    {
        const string name = "io.k8s.apimachinery.pkg.api.resource.Quantity";
        _schemas.TryAdd(name, Either("", "number", "An amount, such as 500m or 2Gi."));
        return name;
    }

    private JsonObject Either(string format, string other, string description)
    {
        var either = dialect == OpenApiDialect.V2
            ? new JsonObject { ["type"] = "string" }
            : new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    new JsonObject { ["type"] = other }, new JsonObject { ["type"] = "string" }),
            };
        either["description"] = description;
        if (format.Length > 0)
        {
            either["format"] = format;
        }

        return either;
    }

    private static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string" };
}
