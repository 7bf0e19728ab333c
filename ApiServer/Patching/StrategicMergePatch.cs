using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.Patching;

/// <summary>Kubernetes' strategic merge patch: a merge patch that knows the keys of lists.</summary>
/// <remarks>
/// Directives: <c>$patch</c> (delete, replace, merge), <c>$retainKeys</c>, <c>$deleteFromPrimitiveList/x</c> and
/// <c>$setElementOrder/x</c>.
/// </remarks>
public static class StrategicMergePatch
{
    internal const string PatchDirective = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList/";
    private const string SetElementOrder = "$setElementOrder/";

    /// <summary>Applies the patch with the merge keys of a built-in kind.</summary>
    /// <remarks>Neither argument is changed. An unknown kind is refused: custom resources have no merge keys.</remarks>
    public static PatchResult Apply(JsonObject target, JsonObject patch, string group, string kind)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(patch);
        if (BuiltInSchemas.For(group, kind) is not { } schema)
        {
            return PatchResult.Refused(
                "the body of the request was in an unknown format - accepted media types include: "
                    + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
        }

        try
        {
            return PatchResult.Of(Merge(target, patch, schema));
        }
        catch (StrategicMergeException e)
        {
            return PatchResult.Refused(e.Message);
        }
    }

    /// <summary>A new object: the target with the patch merged over it.</summary>
    internal static JsonObject Merge(JsonObject target, JsonObject patch, StructuralSchema? schema)
    {
        switch (Directive(patch))
        {
            case "replace":
                return Without(patch, PatchDirective);
            case "delete":
                return [];
            case null or "merge":
                break;
            case var unknown:
                throw StrategicMergeException.UnknownDirective(unknown, patch);
        }

        var merged = (JsonObject)target.DeepClone();
        Retain(merged, patch);
        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeleteFromPrimitiveList))
            {
                DeletePrimitives(merged, name[DeleteFromPrimitiveList.Length..], value);
            }
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(SetElementOrder))
            {
                var field = name[SetElementOrder.Length..];
                MergeOrdered(merged, field, patch[field], value, schema?.Member(field));
            }
            else if (name[0] != '$' && !patch.ContainsKey(SetElementOrder + name))
            {
                MergeMember(merged, name, value, schema?.Member(name));
            }
        }

        return merged;
    }

    private static void MergeMember(JsonObject merged, string name, JsonNode? value, StructuralSchema? schema)
    {
        switch (merged[name], value)
        {
            case (_, null):
                merged.Remove(name);
                break;
            case (JsonObject existing, JsonObject changes):
                merged[name] = Merge(existing, changes, schema);
                break;
            case (_, JsonObject added):
                // Merging over nothing drops the nulls and directives that the addition carries.
                if (Directive(added) != "delete")
                {
                    merged[name] = Merge([], added, schema);
                }

                break;
            case (var existing, JsonArray changes) when schema?.PatchMergeKey is not null:
                merged[name] = StrategicListMerge.Merge(existing as JsonArray ?? [], changes, schema);
                break;
            default:
                merged[name] = value.DeepClone();
                break;
        }
    }

    private static void MergeOrdered(
        JsonObject merged, string field, JsonNode? changes, JsonNode? order, StructuralSchema? schema)
    {
        if (order is not JsonArray wanted || schema?.PatchMergeKey is null)
        {
            throw new StrategicMergeException($"the list {field} has no order that {SetElementOrder}{field} could set");
        }

        var existing = merged[field] as JsonArray;
        if (existing is null && changes is not JsonArray)
        {
            return;
        }

        var list = changes is JsonArray patch
            ? StrategicListMerge.Merge(existing ?? [], patch, schema)
            : (JsonArray)existing!.DeepClone();
        merged[field] = StrategicListMerge.Order(list, wanted, existing ?? [], schema.PatchMergeKey);
    }

    private static void Retain(JsonObject merged, JsonObject patch)
    {
        if (patch[RetainKeys] is not JsonArray list)
        {
            return;
        }

        var kept = list
            .Where(item => item?.GetValueKind() == JsonValueKind.String)
            .Select(item => item!.GetValue<string>())
            .ToHashSet();
        if (patch.FirstOrDefault(member => member.Value is not null
            && member.Key[0] != '$' && !kept.Contains(member.Key)).Key is { } stray)
        {
            throw new StrategicMergeException($"{RetainKeys} does not list {stray}, which the patch sets");
        }

        foreach (var name in merged.Select(member => member.Key).Where(name => !kept.Contains(name)).ToList())
        {
            merged.Remove(name);
        }
    }

    private static void DeletePrimitives(JsonObject merged, string field, JsonNode? values)
    {
        if (values is not JsonArray deleted)
        {
            throw new StrategicMergeException($"{DeleteFromPrimitiveList}{field} must be a list");
        }

        if (merged[field] is JsonArray list)
        {
            merged[field] = new JsonArray([.. list
                .Where(item => !deleted.Any(value => JsonNode.DeepEquals(value, item)))
                .Select(item => item?.DeepClone())]);
        }
    }

    /// <summary>The value of <c>$patch</c>; null when there is none.</summary>
    internal static string? Directive(JsonObject patch) =>
        patch.TryGetPropertyValue(PatchDirective, out var value)
            ? value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString() ?? "null"
            : null;

    private static JsonObject Without(JsonObject patch, string name)
    {
        var copy = (JsonObject)patch.DeepClone();
        copy.Remove(name);
        return copy;
    }
}
