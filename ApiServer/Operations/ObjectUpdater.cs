using System.Globalization;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.FieldOwnership;
using MetalOrleans.ApiServer.Storage;
using MetalOrleans.ApiServer.Strategies;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>
/// Changes stored objects: PUT, every kind of PATCH, and the server's own corrections. A change that loses a race is
/// made again on the newer version, unless the client named the version it meant.
/// </summary>
internal sealed class ObjectUpdater(ServerParts parts, WriteChecks checks)
{
    // kube-apiserver retries a patch five times before it answers Conflict.
    private const int Attempts = 5;

    /// <param name="intent">Where the change goes.</param>
    /// <param name="change">Makes the wanted object of the present one, which it must not change.</param>
    /// <param name="ownsFields">The result of <paramref name="change"/> carries its managedFields (server-side apply).</param>
    /// <param name="isPut">A PUT without a resourceVersion is refused for kinds that forbid it; a patch never is.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Null when there is no such object.</returns>
    public async Task<Written?> UpdateAsync(
        WriteIntent intent, Func<JsonObject, JsonObject> change, bool ownsFields, bool isPut, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var current = parts.Store.Find(intent.Resource.Storage, intent.Namespace, intent.Name);
            if (current is null)
            {
                return null;
            }

            var old = parts.Converter.To(current.ToDocument(), intent.Resource.ApiVersion);
            var item = change(old.Copy());
            MetadataRules.CheckEnvelope(intent, item);
            var asked = item.Text("metadata", "resourceVersion") ?? "";
            var named = isPut && asked.Length > 0;
            CheckVersion(intent, asked, current, isPut);
            var context = new StrategyContext(intent.Resource, parts.Addresses, parts.Now, intent.IsDryRun);
            var kept = false;
            try
            {
                var commit = await StoreAsync(intent, item, old, current, context, ownsFields, cancellationToken);
                if (commit.Outcome == CommitOutcome.Written)
                {
                    kept = !intent.IsDryRun;
                    await parts.Store.SettleAsync();
                    return new Written(item, false);
                }
            }
            finally
            {
                if (!kept)
                {
                    context.Undo();
                }
            }

            if (named || attempt == Attempts)
            {
                throw Failures.Modified(intent.Resource, intent.Name);
            }
        }
    }

    private static void CheckVersion(WriteIntent intent, string asked, StoredObject current, bool isPut)
    {
        if (asked.Length > 0 && asked != "0" && asked != current.Revision.ToString(CultureInfo.InvariantCulture))
        {
            throw Failures.Modified(intent.Resource, intent.Name);
        }

        if (isPut && asked.Length == 0 && !intent.Resource.Strategy.AllowsUnconditionalUpdate)
        {
            throw Failures.VersionMissing(intent.Resource, intent.Name);
        }
    }

    private async Task<Commit> StoreAsync(
        WriteIntent intent,
        JsonObject item,
        JsonObject old,
        StoredObject current,
        StrategyContext context,
        bool ownsFields,
        CancellationToken cancellationToken)
    {
        var strategy = intent.Resource.Strategy;
        WriteChecks.CheckFields(intent, item);
        MetadataRules.PrepareForUpdate(intent, item, old);
        if (intent.Resource.IsCustom)
        {
            intent.Resource.Schema.Value?.ApplyDefaults(item);
        }

        strategy.Default(context, item);
        if (intent.IsStatus)
        {
            strategy.PrepareForStatusUpdate(context, item, old);
        }
        else
        {
            strategy.PrepareForUpdate(context, item, old);
        }

        if (intent.Resource.HasGeneration && !intent.IsStatus)
        {
            MetadataRules.RaiseGeneration(item, old);
        }

        var causes = new List<Cause>();
        MetadataRules.Validate(intent, item, old, causes);
        strategy.Validate(context, item, old, causes);
        WriteChecks.CheckSchema(intent, item, old, causes);
        WriteChecks.ThrowIfAny(intent, intent.Name, causes);
        await checks.AdmitAsync(intent, "UPDATE", item, old, cancellationToken);
        if (!intent.IsStatus)
        {
            strategy.Allocate(context, item, old, causes);
            WriteChecks.ThrowIfAny(intent, intent.Name, causes);
        }

        Own(intent, item, old, context, ownsFields);
        return Commit(intent, item, old, current);
    }

    private static void Own(WriteIntent intent, JsonObject item, JsonObject old, StrategyContext context, bool ownsFields)
    {
        if (SameButOwners(item, old))
        {
            // A write that changes nothing must not even move a timestamp in managedFields.
            if (!ownsFields || SameOwnersButTime(item, old))
            {
                Set(item, old.At("metadata", "managedFields"));
            }

            return;
        }

        if (!ownsFields)
        {
            var owned = ManagedFields.Update(old, item, intent.Manager, intent.Resource.ApiVersion, intent.Resource.Schema.Value, context.Now, intent.Subresource);
            Set(item, owned.At("metadata", "managedFields"));
        }
    }

    private Commit Commit(WriteIntent intent, JsonObject item, JsonObject old, StoredObject current)
    {
        item.Metadata()["resourceVersion"] = current.Revision.ToString(CultureInfo.InvariantCulture);
        if (intent.IsDryRun)
        {
            return new Commit(CommitOutcome.Written, current);
        }

        var ends = item.Text("metadata", "deletionTimestamp") is not null
            && item.Array("metadata", "finalizers") is not { Count: > 0 }
            && intent.Resource.Kind != "Namespace";
        if (!ends && JsonNode.DeepEquals(item, old))
        {
            return new Commit(CommitOutcome.Written, current);
        }

        var storage = intent.Resource.Storage;
        var commit = ends
            ? parts.Store.Delete(storage, current)
            : parts.Store.Write(storage, parts.Converter.To(item, storage.ApiVersion), current);
        if (commit.Outcome == CommitOutcome.Written)
        {
            item.Metadata()["resourceVersion"] = commit.Object!.Revision.ToString(CultureInfo.InvariantCulture);
        }

        return commit;
    }

    private static void Set(JsonObject item, JsonNode? managedFields)
    {
        if (managedFields is null)
        {
            item.Metadata().Remove("managedFields");
        }
        else
        {
            item.Metadata()["managedFields"] = managedFields.DeepClone();
        }
    }

    private static bool SameButOwners(JsonObject left, JsonObject right) =>
        JsonNode.DeepEquals(Without(left, "managedFields", "resourceVersion"), Without(right, "managedFields", "resourceVersion"));

    private static bool SameOwnersButTime(JsonObject left, JsonObject right)
    {
        return Entries(left).SequenceEqual(Entries(right), StringComparer.Ordinal);

        static IEnumerable<string> Entries(JsonObject item) => item.Array("metadata", "managedFields").Objects().Select(entry =>
        {
            var copy = entry.Copy();
            copy.Remove("time");
            return Doc.ToJson(copy);
        }).Order(StringComparer.Ordinal);
    }

    private static JsonObject Without(JsonObject item, params ReadOnlySpan<string> fields)
    {
        var copy = item.Copy();
        foreach (var field in fields)
        {
            copy.Metadata().Remove(field);
        }

        return copy;
    }
}
