using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Schemas of the kinds that the server knows without a CustomResourceDefinition.</summary>
/// <remarks>
/// A schema is made when first asked for and kept; the schemas of types are shared between kinds. Validation finds
/// unknown fields, wrong types and missing required fields; what the API server checks in code for each kind (port
/// ranges, immutable fields) is not in a schema.
/// </remarks>
public static class BuiltInSchemas
{
    private static readonly ConcurrentDictionary<string, StructuralSchema?> Kinds = new();

    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyDictionary<string, StructuralSchema>>> Fields =
        new();

    /// <summary>What every object carries under <c>metadata</c>.</summary>
    internal static StructuralSchema ObjectMeta { get; } = OfType(BuiltInTypes.Get("meta.ObjectMeta"));

    /// <summary>The schema of a built-in kind; null when the kind is not modelled.</summary>
    public static StructuralSchema? For(string group, string version, string kind) =>
        Kinds.GetOrAdd($"{group}/{version}/{kind}", _ =>
            BuiltInTypes.FindKind(group, version, kind) is { } type ? OfKind(type) : null);

    /// <summary>The schema of a built-in kind in any version; null when the kind is not modelled.</summary>
    internal static StructuralSchema? For(string group, string kind) =>
        BuiltInTypes.FindKind(group, kind) is { } type ? For(type.Group!, type.Version!, type.Name) : null;

    private static StructuralSchema OfKind(BuiltInType type)
    {
        var fields = new Lazy<IReadOnlyDictionary<string, StructuralSchema>>(() =>
        {
            var text = new StructuralSchema { Type = "string", IsBuiltIn = true };
            var all = new Dictionary<string, StructuralSchema>
            {
                ["apiVersion"] = text,
                ["kind"] = text,
                ["metadata"] = ObjectMeta,
            };
            foreach (var (name, schema) in FieldsOf(type).Value)
            {
                all[name] = schema;
            }

            return all.ToFrozenDictionary();
        });
        return new StructuralSchema(fields)
        {
            Type = "object",
            IsBuiltIn = true,
            Description = type.Description,
            Required = RequiredOf(type),
        };
    }

    private static StructuralSchema OfType(BuiltInType type) => new(FieldsOf(type))
    {
        Type = "object",
        IsBuiltIn = true,
        IsAtomicMap = type.IsAtomic,
        Description = type.Description,
        Required = RequiredOf(type),
    };

    private static ImmutableArray<string> RequiredOf(BuiltInType type) =>
        [.. type.Fields.Where(field => field.IsRequired).Select(field => field.Name)];

    private static Lazy<IReadOnlyDictionary<string, StructuralSchema>> FieldsOf(BuiltInType type) =>
        Fields.GetOrAdd($"{type.Alias}.{type.Name}", _ => new Lazy<IReadOnlyDictionary<string, StructuralSchema>>(() =>
            type.Fields.ToFrozenDictionary(field => field.Name, field => OfField(type, field))));

    private static StructuralSchema OfField(BuiltInType owner, BuiltInField field)
    {
        if (field.TypeName.StartsWith("[]"))
        {
            return new StructuralSchema
            {
                Type = "array",
                IsBuiltIn = true,
                Description = field.Description,
                Items = OfName(owner, field.TypeName[2..], field),
                ListType = field.ListType,
                ListMapKeys = field.ListMapKeys,
                PatchMergeKey = field.PatchMergeKey,
                HasRetainKeys = field.HasRetainKeys,
            };
        }

        if (field.TypeName.StartsWith("map[]"))
        {
            return new StructuralSchema
            {
                Type = "object",
                IsBuiltIn = true,
                Description = field.Description,
                Values = OfName(owner, field.TypeName[5..], null),
                IsAtomicMap = field.IsAtomic,
            };
        }

        return OfName(owner, field.TypeName, field);
    }

    private static StructuralSchema OfName(BuiltInType owner, string typeName, BuiltInField? field)
    {
        if (typeName.StartsWith("[]"))
        {
            return new StructuralSchema
            {
                Type = "array",
                IsBuiltIn = true,
                Items = OfName(owner, typeName[2..], null),
            };
        }

        var (type, format) = BuiltInScalars.JsonType(typeName);
        if (type is null)
        {
            var named = BuiltInTypes.Get(BuiltInTypes.Resolve(owner, typeName));
            return new StructuralSchema(FieldsOf(named))
            {
                Type = "object",
                IsBuiltIn = true,
                Description = field?.Description ?? named.Description,
                IsAtomicMap = named.IsAtomic || field?.IsAtomic == true,
                HasRetainKeys = field?.HasRetainKeys == true,
                Required = RequiredOf(named),
            };
        }

        return new StructuralSchema
        {
            Type = type,
            Format = format,
            IsBuiltIn = true,
            PreservesUnknown = typeName == "any",
            IsIntOrString = typeName is "intOrString" or "quantity",
            Description = field?.Description ?? "",
            Enum = [.. BuiltInScalars.EnumValues(typeName).Select(value => (JsonNode?)JsonValue.Create(value))],
            Default = field is { ListType: ListType.Atomic, Default: { } value } ? JsonValue.Create(value) : null,
        };
    }
}
