using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>The annotation in which client-side <c>kubectl apply</c> keeps what it applied.</summary>
/// <remarks>
/// It lets <c>kubectl apply --server-side</c> take over from <c>kubectl apply</c> without conflicts: fields that still
/// have the value the annotation tells were kubectl's own.
/// </remarks>
internal static class LastApplied
{
    internal const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    // The field manager that kubectl names itself with in server-side apply.
    internal const string Kubectl = "kubectl";

    /// <summary>Fields that the annotation explains: set by it, and unchanged since.</summary>
    internal static FieldSet Explained(JsonObject live, StructuralSchema? schema)
    {
        if (Text(live) is not { } text)
        {
            return FieldSet.Empty;
        }

        try
        {
            if (JsonNode.Parse(text) is not JsonObject applied)
            {
                return FieldSet.Empty;
            }

            var change = FieldComparison.Between(applied, live, schema);
            return FieldListing.Of(applied, schema).Difference(change.Modified).Difference(change.Removed);
        }
        catch (JsonException)
        {
            return FieldSet.Empty;
        }
    }

    /// <summary>Keeps an annotation that is there in step with what was applied.</summary>
    internal static void Refresh(JsonObject merged, JsonObject applied)
    {
        if (Text(merged) is null)
        {
            return;
        }

        var copy = ManagerEntries.Strip(applied);
        if (copy["metadata"]?["annotations"] is JsonObject annotations)
        {
            annotations.Remove(Annotation);
        }

        ((JsonObject)merged["metadata"]!["annotations"]!)[Annotation] = Sorted(copy)!.ToJsonString(FieldStep.Plain) + "\n";
    }

    // The annotation's members stand in alphabetical order, as kubectl and the API server write them.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static string? Text(JsonObject obj) =>
        obj["metadata"] is JsonObject metadata
        && metadata["annotations"] is JsonObject annotations
        && annotations[Annotation] is JsonValue value
        && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;
}
