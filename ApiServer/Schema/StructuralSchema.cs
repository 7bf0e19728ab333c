using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetalOrleans.ApiServer.Cel;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>A parsed structural schema: what an object of one kind and version may contain.</summary>
/// <remarks>Immutable and safe to share. Schemas of built-in kinds refer to each other and may be recursive.</remarks>
public sealed class StructuralSchema
{
    private static readonly FrozenDictionary<string, StructuralSchema> NoProperties =
        FrozenDictionary<string, StructuralSchema>.Empty;

    private readonly Lazy<IReadOnlyDictionary<string, StructuralSchema>>? _properties;
    private readonly Lazy<bool> _hasRules;

    internal StructuralSchema(Lazy<IReadOnlyDictionary<string, StructuralSchema>>? properties = null)
    {
        _properties = properties;
        _hasRules = new Lazy<bool>(() => !IsBuiltIn && FindRules(this));
    }

    internal static StructuralSchema Unknown { get; } = new() { PreservesUnknown = true };

    internal IReadOnlyDictionary<string, StructuralSchema> Properties => _properties?.Value ?? NoProperties;

    /// <summary>JSON type; empty when the schema leaves it open.</summary>
    internal string Type { get; init; } = "";

    internal string Format { get; init; } = "";

    internal string Description { get; init; } = "";

    internal bool IsNullable { get; init; }

    internal bool PreservesUnknown { get; init; }

    internal bool IsEmbeddedResource { get; init; }

    internal bool IsIntOrString { get; init; }

    /// <summary>Whether the schema belongs to a built-in kind: there every null means absent.</summary>
    internal bool IsBuiltIn { get; init; }

    internal JsonNode? Default { get; init; }

    internal ImmutableArray<JsonNode?> Enum { get; init; } = [];

    internal double? Minimum { get; init; }

    internal double? Maximum { get; init; }

    internal bool ExclusiveMinimum { get; init; }

    internal bool ExclusiveMaximum { get; init; }

    internal double? MultipleOf { get; init; }

    internal long? MinLength { get; init; }

    internal long? MaxLength { get; init; }

    internal long? MinItems { get; init; }

    internal long? MaxItems { get; init; }

    internal long? MinProperties { get; init; }

    internal long? MaxProperties { get; init; }

    internal bool HasUniqueItems { get; init; }

    internal Regex? Pattern { get; init; }

    internal ImmutableArray<string> Required { get; init; } = [];

    internal StructuralSchema? Items { get; init; }

    /// <summary>Schema of the values of a map; null when the object has named fields only.</summary>
    internal StructuralSchema? Values { get; init; }

    internal ListType ListType { get; init; }

    internal ImmutableArray<string> ListMapKeys { get; init; } = [];

    internal bool IsAtomicMap { get; init; }

    /// <summary>Key by which strategic merge patches tell the entries of a list apart; empty for primitive lists.</summary>
    internal string? PatchMergeKey { get; init; }

    internal bool HasRetainKeys { get; init; }

    internal ImmutableArray<StructuralSchema> AllOf { get; init; } = [];

    internal ImmutableArray<StructuralSchema> AnyOf { get; init; } = [];

    internal ImmutableArray<StructuralSchema> OneOf { get; init; } = [];

    internal StructuralSchema? Not { get; init; }

    internal ImmutableArray<CelRule> Rules { get; init; } = [];

    internal bool HasRules => _hasRules.Value;

    /// <summary>Reads an <c>openAPIV3Schema</c>. Never throws: what it cannot use counts as absent.</summary>
    public static StructuralSchema Parse(JsonObject openAPIV3Schema)
    {
        ArgumentNullException.ThrowIfNull(openAPIV3Schema);
        return SchemaParser.Parse(openAPIV3Schema);
    }

    /// <summary>Fills in the declared defaults of absent fields, in place, and drops nulls where none are allowed.</summary>
    public void ApplyDefaults(JsonObject obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        SchemaDefaults.Apply(this, obj);
    }

    /// <summary>Removes the fields that the schema does not know, in place, and names them: <c>spec.ports[0].foo</c>.</summary>
    public IReadOnlyList<string> Prune(JsonObject obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return SchemaPruning.Prune(this, obj);
    }

    /// <summary>Why the object does not fit the schema; empty when it does.</summary>
    /// <param name="obj">The object after pruning and defaulting.</param>
    /// <param name="old">The stored object when this is an update; transition rules run only then.</param>
    public IReadOnlyList<FieldError> Validate(JsonObject obj, JsonObject? old)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return SchemaValidation.Validate(this, obj, old);
    }

    /// <summary>What is wrong with the schema's own rules: expressions that do not compile.</summary>
    public IReadOnlyList<FieldError> RuleErrors() => SchemaRules.CompileErrors(this);

    /// <summary>The schema of a member: a declared field, or the value of a map; null when neither is declared.</summary>
    internal StructuralSchema? Member(string name) => Properties.GetValueOrDefault(name) ?? Values;

    private static bool FindRules(StructuralSchema schema) =>
        !schema.Rules.IsEmpty
        || schema.Properties.Values.Any(FindRules)
        || (schema.Items is { } items && FindRules(items))
        || (schema.Values is { } values && FindRules(values));
}
