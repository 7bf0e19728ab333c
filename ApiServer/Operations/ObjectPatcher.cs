using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.FieldOwnership;
using MetalOrleans.ApiServer.Patching;
using MetalOrleans.ApiServer.Requests;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>The four kinds of patch.</summary>
internal sealed class ObjectPatcher(ServerParts parts, ObjectCreator creator, ObjectUpdater updater)
{
    public const string JsonPatchType = "application/json-patch+json";
    public const string MergePatchType = "application/merge-patch+json";
    public const string StrategicType = "application/strategic-merge-patch+json";
    public const string ApplyType = "application/apply-patch+yaml";

    public async Task<Written> PatchAsync(WriteIntent intent, string mediaType, byte[] body, bool force, bool namesManager, CancellationToken cancellationToken)
    {
        if (mediaType == ApplyType)
        {
            return await ApplyAsync(intent, body, force, namesManager, cancellationToken);
        }

        var change = Change(intent, mediaType, body);
        return await updater.UpdateAsync(intent, change, ownsFields: false, isPut: false, cancellationToken)
            ?? throw Failures.NotFound(intent.Resource, intent.Name);
    }

    private static Func<JsonObject, JsonObject> Change(WriteIntent intent, string mediaType, byte[] body)
    {
        switch (mediaType)
        {
            case JsonPatchType:
                var steps = RequestBody.Parse(body, isYaml: false) as JsonArray
                    ?? throw Failures.BadRequest("error decoding patch: a JSON patch is a list of operations");
                return item => Accept(intent, JsonPatch.Apply(item, steps));
            case MergePatchType:
                var merge = Object(body);
                return item => Accept(intent, MergePatch.Apply(item, merge));
            case StrategicType when !intent.Resource.IsCustom:
                var strategic = Object(body);
                return item => Accept(intent, StrategicMergePatch.Apply(item, strategic, intent.Resource.Group, intent.Resource.Kind));
            default:
                string[] accepted = intent.Resource.IsCustom
                    ? [JsonPatchType, MergePatchType, ApplyType]
                    : [JsonPatchType, MergePatchType, StrategicType, ApplyType];
                throw Failures.UnsupportedMediaType(accepted);
        }
    }

    private async Task<Written> ApplyAsync(WriteIntent intent, byte[] body, bool force, bool namesManager, CancellationToken cancellationToken)
    {
        if (!namesManager)
        {
            throw new ApiFailure(422, "Invalid", "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        }

        var applied = RequestBody.Parse(body, isYaml: true) as JsonObject
            ?? throw Failures.BadRequest("error decoding YAML: the applied configuration must be one object");
        if (applied.Array("metadata", "managedFields") is { Count: > 0 })
        {
            throw Failures.BadRequest("metadata.managedFields must be nil");
        }

        applied.Metadata().Default("name", intent.Name);
        MetadataRules.CheckEnvelope(intent, applied);
        WriteChecks.CheckFields(intent, applied);
        var updated = await updater.UpdateAsync(intent, live => Merge(intent, live, applied, force), ownsFields: true, isPut: false, cancellationToken);
        if (updated is not null)
        {
            return updated;
        }

        if (intent.Subresource.Length > 0)
        {
            throw Failures.NotFound(intent.Resource, intent.Name);
        }

        return await creator.CreateAsync(intent, Merge(intent, null, applied, force), ownsFields: true, cancellationToken);
    }

    private JsonObject Merge(WriteIntent intent, JsonObject? live, JsonObject applied, bool force)
    {
        var result = ManagedFields.Apply(
            live, applied, intent.Manager, force, intent.Resource.ApiVersion, intent.Resource.Schema.Value, parts.Now, intent.Subresource);
        if (result.Merged is { } merged)
        {
            return merged;
        }

        var causes = result.Conflicts.Select(conflict => (JsonNode)new JsonObject
        {
            ["reason"] = OwnershipConflict.CauseType,
            ["message"] = conflict.Message,
            ["field"] = conflict.Field,
        });
        throw new ApiFailure(
            409,
            "Conflict",
            result.ConflictMessage ?? $"Apply failed with {result.Conflicts.Count} conflicts",
            new JsonObject { ["causes"] = new JsonArray([.. causes]) });
    }

    private static JsonObject Object(byte[] body) => RequestBody.Parse(body, isYaml: false) as JsonObject
        ?? throw Failures.BadRequest("error decoding patch: a merge patch is a JSON object");

    private static JsonObject Accept(WriteIntent intent, PatchResult result)
    {
        if (result.Error is { } why)
        {
            throw new ApiFailure(422, "Invalid", why, new JsonObject { ["name"] = intent.Name, ["kind"] = intent.Resource.Plural });
        }

        return result.Patched as JsonObject ?? throw Failures.BadRequest("the patched document is not an object");
    }
}
