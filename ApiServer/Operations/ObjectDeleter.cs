using System.Globalization;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Storage;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>Deletes objects: at once, or, while they carry finalizers, by marking them.</summary>
internal sealed class ObjectDeleter(ServerParts parts, WriteChecks checks)
{
    /// <summary>Deletes or marks one object. The answer is its last or its marked form, in the version of the request.</summary>
    /// <exception cref="ApiFailure">There is no such object, or a precondition does not hold.</exception>
    public async Task<(JsonObject Object, bool IsGone)> DeleteAsync(WriteIntent intent, DeleteDemand demand, CancellationToken cancellationToken)
    {
        var admitted = false;
        while (true)
        {
            var current = parts.Store.Find(intent.Resource.Storage, intent.Namespace, intent.Name)
                ?? throw Failures.NotFound(intent.Resource, intent.Name);
            var document = current.ToDocument();
            Check(intent, demand, current);
            if (!admitted)
            {
                await checks.AdmitAsync(intent, "DELETE", null, parts.Converter.To(document, intent.Resource.ApiVersion), cancellationToken);
                admitted = true;
            }

            if (intent.IsDryRun)
            {
                return (parts.Converter.To(document, intent.Resource.ApiVersion), true);
            }

            if (demand.Propagation == "Orphan")
            {
                Orphan(current.Uid);
            }

            var mustWait = document.Array("metadata", "finalizers") is { Count: > 0 } || intent.Resource.Kind == "Namespace";
            if (mustWait && document.Text("metadata", "deletionTimestamp") is not null)
            {
                return (parts.Converter.To(document, intent.Resource.ApiVersion), false);
            }

            var commit = mustWait ? parts.Store.Write(intent.Resource.Storage, Mark(document), current) : parts.Store.Delete(intent.Resource.Storage, current);
            if (commit.Outcome == CommitOutcome.Written)
            {
                await parts.Store.SettleAsync();
                return (parts.Converter.To(commit.Object!.ToDocument(), intent.Resource.ApiVersion), !mustWait);
            }
        }
    }

    private static void Check(WriteIntent intent, DeleteDemand demand, StoredObject current)
    {
        if (demand.Uid is { Length: > 0 } uid && uid != current.Uid)
        {
            throw Failures.Conflict(intent.Resource, intent.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
        }

        var revision = current.Revision.ToString(CultureInfo.InvariantCulture);
        if (demand.ResourceVersion is { Length: > 0 } version && version != revision)
        {
            throw Failures.Conflict(
                intent.Resource, intent.Name, $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {revision}");
        }
    }

    private JsonObject Mark(JsonObject document)
    {
        var metadata = document.Metadata();
        metadata["deletionTimestamp"] = Timestamps.Seconds(parts.Now);
        if (document.Text("kind") == "Namespace")
        {
            document.Ensure("status")["phase"] = "Terminating";
            return document;
        }

        metadata["deletionGracePeriodSeconds"] = 0;
        if (metadata.Integer("generation") is { } generation)
        {
            metadata["generation"] = generation + 1;
        }

        return document;
    }

    /// <summary>Takes the owner out of its dependents, so that the collector leaves them alone.</summary>
    private void Orphan(string uid)
    {
        foreach (var (collection, key) in parts.Store.DependentsOf(uid))
        {
            while (parts.Store.Find(collection, key.Namespace, key.Name) is { } dependent)
            {
                if (parts.Store.Write(collection, OwnerReferences.Without(dependent.ToDocument(), uid), dependent).Outcome == CommitOutcome.Written)
                {
                    break;
                }
            }
        }
    }
}
