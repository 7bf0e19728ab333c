using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;
using MetalOrleans.ApiServer.Strategies;
using MetalOrleans.ApiServer.Tables;

namespace MetalOrleans.ApiServer.Resources;

/// <summary>One served resource of one group and version: its names, what it allows, and the parts that know its kind.</summary>
internal sealed record ResourceDefinition
{
    public static readonly ImmutableArray<string> AllVerbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>API group, empty for the core group.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public string ListKind { get; init; } = "";

    public ImmutableArray<string> ShortNames { get; init; } = [];

    public ImmutableArray<string> Categories { get; init; } = [];

    public required bool IsNamespaced { get; init; }

    public bool HasStatus { get; init; }

    /// <summary>Whether <c>metadata.generation</c> counts changes of everything but metadata and status.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>A resource that answers a create and stores nothing, such as TokenReview.</summary>
    public bool IsReview { get; init; }

    public bool IsCustom { get; init; }

    /// <summary>Told to clients in a Warning header with every request, as a deprecated CRD version asks for.</summary>
    public string? Warning { get; init; }

    public ImmutableArray<string> Verbs { get; init; } = AllVerbs;

    /// <summary>Where the objects live: the same for all versions, and for Events for both of their groups.</summary>
    public required StorageKey Storage { get; init; }

    public required ResourceStrategy Strategy { get; init; }

    public required TablePrinter Printer { get; init; }

    /// <summary>What an object may contain, built when first needed; its value is null for kinds that are not modelled.</summary>
    public required Lazy<StructuralSchema?> Schema { get; init; }

    /// <summary>The schema as the CustomResourceDefinition declares it; null for built-in kinds.</summary>
    public JsonObject? DeclaredSchema { get; init; }

    /// <summary>Fields a fieldSelector may name besides metadata.name and metadata.namespace.</summary>
    public ImmutableArray<string> SelectableFields { get; init; } = [];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The form used in messages: <c>services</c>, <c>bgppeers.metallb.io</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public bool Allows(string verb) => Verbs.Contains(verb, StringComparer.Ordinal);
}
