using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.FieldOwnership;
using MetalOrleans.ApiServer.Storage;
using MetalOrleans.ApiServer.Strategies;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>Creates objects: envelope, fields, namespace, defaults, validation, admission, allocation, storage, in this order.</summary>
internal sealed class ObjectCreator(ServerParts parts, WriteChecks checks)
{
    // A generated name that is taken is drawn again; kube-apiserver tries eight times as well.
    private const int NameAttempts = 8;

    /// <summary>Stores a new object. <paramref name="ownsFields"/> tells that managedFields is already right (server-side apply).</summary>
    public async Task<Written> CreateAsync(WriteIntent intent, JsonObject item, bool ownsFields, CancellationToken cancellationToken)
    {
        MetadataRules.CheckEnvelope(intent, item);
        checks.CheckNamespace(intent with { Name = item.Name() });
        WriteChecks.CheckFields(intent, item);
        var generated = item.Name().Length == 0;
        for (var attempt = 1; ; attempt++)
        {
            var candidate = item.Copy();
            var context = new StrategyContext(intent.Resource, parts.Addresses, parts.Now, intent.IsDryRun);
            var kept = false;
            try
            {
                var result = await StoreAsync(intent, candidate, context, ownsFields, cancellationToken);
                if (result.Outcome == CommitOutcome.Written)
                {
                    kept = !intent.IsDryRun;
                    await parts.Store.SettleAsync();
                    return new Written(candidate, true);
                }
            }
            finally
            {
                if (!kept)
                {
                    context.Undo();
                }
            }

            if (!generated || attempt == NameAttempts)
            {
                var taken = parts.Store.Find(intent.Resource.Storage, candidate.Namespace(), candidate.Name());
                throw Failures.AlreadyExists(intent.Resource, candidate.Name(), taken?.ToDocument().Text("metadata", "deletionTimestamp") is not null);
            }
        }
    }

    private async Task<Commit> StoreAsync(WriteIntent intent, JsonObject item, StrategyContext context, bool ownsFields, CancellationToken cancellationToken)
    {
        var strategy = intent.Resource.Strategy;
        MetadataRules.PrepareForCreate(intent, item, context.Now);
        strategy.PrepareForCreate(context, item);
        if (intent.Resource.IsCustom)
        {
            intent.Resource.Schema.Value?.ApplyDefaults(item);
        }

        strategy.Default(context, item);
        var name = item.Name();
        var causes = new List<Cause>();
        MetadataRules.Validate(intent, item, null, causes);
        strategy.Validate(context, item, null, causes);
        WriteChecks.CheckSchema(intent, item, null, causes);
        WriteChecks.ThrowIfAny(intent, name, causes);
        var storage = intent.Resource.Storage;
        if (parts.Store.Find(storage, item.Namespace(), name) is { } taken)
        {
            return new Commit(CommitOutcome.Exists, taken);
        }

        await checks.AdmitAsync(intent, "CREATE", item, null, cancellationToken);
        strategy.Allocate(context, item, null, causes);
        WriteChecks.ThrowIfAny(intent, name, causes);
        if (!ownsFields)
        {
            Adopt(item, ManagedFields.Update(null, item, intent.Manager, intent.Resource.ApiVersion, intent.Resource.Schema.Value, context.Now, intent.Subresource));
        }

        if (intent.IsDryRun)
        {
            return new Commit(CommitOutcome.Written, null);
        }

        var stored = parts.Converter.To(item, storage.ApiVersion);
        var commit = parts.Store.Write(storage, stored, null);
        if (commit.Object is { } written && commit.Outcome == CommitOutcome.Written)
        {
            item.Metadata()["resourceVersion"] = written.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return commit;
    }

    private static void Adopt(JsonObject item, JsonObject owned)
    {
        if (owned.At("metadata", "managedFields") is { } fields)
        {
            item.Metadata()["managedFields"] = fields.DeepClone();
        }
    }
}
