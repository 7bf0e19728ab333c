using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetalOrleans.ApiServer.Cel;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Reads structural schemas from their JSON form.</summary>
internal static class SchemaParser
{
    // Deeper schemas than this do not occur; the bound keeps a hostile CRD from exhausting the stack.
    private const int DepthMax = 100;

    internal static StructuralSchema Parse(JsonObject schema) => Parse(schema, 0);

    private static StructuralSchema Parse(JsonObject schema, int depth)
    {
        if (depth > DepthMax)
        {
            return StructuralSchema.Unknown;
        }

        var properties = Object(schema, "properties") is { Count: > 0 } declared
            ? declared
                .Where(property => property.Value is JsonObject)
                .ToFrozenDictionary(
                    property => property.Key, property => Parse((JsonObject)property.Value!, depth + 1))
            : null;
        return new StructuralSchema(
            properties is null ? null : new Lazy<IReadOnlyDictionary<string, StructuralSchema>>(properties))
        {
            Type = Text(schema, "type") ?? "",
            Format = Text(schema, "format") ?? "",
            Description = Text(schema, "description") ?? "",
            IsNullable = Flag(schema, "nullable"),
            PreservesUnknown = Flag(schema, "x-kubernetes-preserve-unknown-fields"),
            IsEmbeddedResource = Flag(schema, "x-kubernetes-embedded-resource"),
            IsIntOrString = Flag(schema, "x-kubernetes-int-or-string"),
            Default = schema.TryGetPropertyValue("default", out var value) ? value?.DeepClone() : null,
            Enum = [.. Array(schema, "enum")],
            Minimum = Number(schema, "minimum"),
            Maximum = Number(schema, "maximum"),
            ExclusiveMinimum = Flag(schema, "exclusiveMinimum"),
            ExclusiveMaximum = Flag(schema, "exclusiveMaximum"),
            MultipleOf = Number(schema, "multipleOf"),
            MinLength = Count(schema, "minLength"),
            MaxLength = Count(schema, "maxLength"),
            MinItems = Count(schema, "minItems"),
            MaxItems = Count(schema, "maxItems"),
            MinProperties = Count(schema, "minProperties"),
            MaxProperties = Count(schema, "maxProperties"),
            HasUniqueItems = Flag(schema, "uniqueItems"),
            Pattern = Text(schema, "pattern") is { } pattern ? Compile(pattern) : null,
            Required = Texts(schema, "required"),
            Items = Object(schema, "items") is { } items ? Parse(items, depth + 1) : null,
            Values = Additional(schema, depth),
            ListType = Text(schema, "x-kubernetes-list-type") switch
            {
                "set" => ListType.Set,
                "map" => ListType.Map,
                _ => ListType.Atomic,
            },
            ListMapKeys = Texts(schema, "x-kubernetes-list-map-keys"),
            IsAtomicMap = Text(schema, "x-kubernetes-map-type") == "atomic",
            AllOf = Schemas(schema, "allOf", depth),
            AnyOf = Schemas(schema, "anyOf", depth),
            OneOf = Schemas(schema, "oneOf", depth),
            Not = Object(schema, "not") is { } not ? Parse(not, depth + 1) : null,
            Rules = Rules(schema),
        };
    }

    private static StructuralSchema? Additional(JsonObject schema, int depth) => schema["additionalProperties"] switch
    {
        JsonObject values => Parse(values, depth + 1),
        JsonValue allowed when allowed.GetValueKind() == JsonValueKind.True => StructuralSchema.Unknown,
        _ => null,
    };

    private static ImmutableArray<StructuralSchema> Schemas(JsonObject schema, string name, int depth) =>
        [.. Array(schema, name).OfType<JsonObject>().Select(part => Parse(part, depth + 1))];

    private static ImmutableArray<CelRule> Rules(JsonObject schema) =>
    [
        .. Array(schema, "x-kubernetes-validations")
            .OfType<JsonObject>()
            .Select(rule => new CelRule(Text(rule, "rule") ?? "")
            {
                Message = Text(rule, "message"),
                MessageExpression = Text(rule, "messageExpression"),
                Reason = Text(rule, "reason"),
                FieldPath = Text(rule, "fieldPath"),
                OptionalOldSelf = Flag(rule, "optionalOldSelf"),
            }),
    ];

    private static Regex? Compile(string pattern)
    {
        try
        {
            // The API server's patterns are RE2, which does not backtrack; the time-out is for the rest.
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, MatchTime);
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, MatchTime);
        }
    }

    private static TimeSpan MatchTime { get; } = TimeSpan.FromSeconds(1);

    private static JsonObject? Object(JsonObject schema, string name) => schema[name] as JsonObject;

    private static IEnumerable<JsonNode?> Array(JsonObject schema, string name) =>
        schema[name] as JsonArray ?? Enumerable.Empty<JsonNode?>();

    private static ImmutableArray<string> Texts(JsonObject schema, string name) =>
        [.. Array(schema, name)
            .Where(item => item?.GetValueKind() == JsonValueKind.String)
            .Select(item => item!.GetValue<string>())];

    private static string? Text(JsonObject schema, string name) =>
        schema[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;

    private static bool Flag(JsonObject schema, string name) =>
        schema[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    private static double? Number(JsonObject schema, string name) =>
        schema[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? JsonNumbers.ToDouble(value)
            : null;

    private static long? Count(JsonObject schema, string name) =>
        schema[name] is JsonValue value && JsonNumbers.TryInt64(value, out var count) ? count : null;
}
