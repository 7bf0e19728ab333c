using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Strategies;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>What holds for the metadata of every kind.</summary>
internal static class MetadataRules
{
    // apimachinery's alphabet for generated names: no vowels, so that no words appear.
    private const string NameAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    private static readonly string[] ServerOwned = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"];

    /// <summary>The envelope must say what the path says.</summary>
    public static void CheckEnvelope(WriteIntent intent, JsonObject item)
    {
        var resource = intent.Resource;
        var kind = item.Text("kind") ?? "";
        if (kind.Length == 0)
        {
            // The path says what it is.
            item["kind"] = kind = resource.Kind;
        }

        item.Default("apiVersion", resource.ApiVersion);
        if (item.Text("apiVersion") != resource.ApiVersion)
        {
            throw Failures.BadRequest($"the API version in the data ({item.Text("apiVersion")}) does not match the expected API version ({resource.ApiVersion})");
        }

        if (kind != resource.Kind)
        {
            throw Failures.BadRequest($"{kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}");
        }

        if (item.ContainsKey("metadata") && item["metadata"] is not JsonObject)
        {
            throw Failures.BadRequest($"{kind} in version \"{resource.Version}\" cannot be handled as a {kind}: metadata must be an object");
        }

        var named = item.Namespace();
        if (!resource.IsNamespaced && named.Length > 0)
        {
            item.Metadata().Remove("namespace");
        }
        else if (resource.IsNamespaced && named.Length > 0 && intent.Namespace.Length > 0 && named != intent.Namespace)
        {
            throw Failures.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    public static void PrepareForCreate(WriteIntent intent, JsonObject item, DateTimeOffset now)
    {
        var metadata = item.Metadata();
        if (!string.IsNullOrEmpty(metadata.Text("resourceVersion")))
        {
            throw new ApiFailure(500, "", "resourceVersion should not be set on objects to be created");
        }

        foreach (var field in ServerOwned.Append("selfLink").Append("resourceVersion"))
        {
            metadata.Remove(field);
        }

        if (intent.Resource.IsNamespaced)
        {
            metadata["namespace"] = intent.Namespace;
        }

        if (item.Name().Length == 0 && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            // Five random characters after at most 58 of the prefix, as kube-apiserver does.
            metadata["name"] = string.Concat(prefix.AsSpan(0, Math.Min(prefix.Length, 58)), RandomNumberGenerator.GetString(NameAlphabet, 5));
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Timestamps.Seconds(now);
        if (intent.Resource.HasGeneration)
        {
            metadata["generation"] = 1;
        }
    }

    public static void PrepareForUpdate(WriteIntent intent, JsonObject item, JsonObject old)
    {
        var metadata = item.Metadata();
        var before = old.Metadata();
        if (metadata.Text("uid") is { Length: > 0 } uid && uid != before.Text("uid"))
        {
            throw Failures.Conflict(
                intent.Resource, intent.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Text("uid")}");
        }

        foreach (var field in ServerOwned)
        {
            if (before[field] is { } kept)
            {
                metadata[field] = kept.DeepClone();
            }
            else
            {
                metadata.Remove(field);
            }
        }

        metadata.Remove("selfLink");
        if (intent.Resource.IsNamespaced)
        {
            metadata.Default("namespace", intent.Namespace);
        }

        metadata.Default("name", intent.Name);
    }

    /// <summary>Counts a change of anything but metadata and status.</summary>
    public static void RaiseGeneration(JsonObject item, JsonObject old)
    {
        var fields = item.Select(pair => pair.Key).Concat(old.Select(pair => pair.Key)).Distinct(StringComparer.Ordinal);
        if (fields.Any(field => field is not ("metadata" or "status" or "apiVersion" or "kind") && !JsonNode.DeepEquals(item[field], old[field])))
        {
            item.Metadata()["generation"] = (old.Integer("metadata", "generation") ?? 0) + 1;
        }
    }

    public static void Validate(WriteIntent intent, JsonObject item, JsonObject? old, List<Cause> causes)
    {
        var metadata = item.Metadata();
        var name = item.Name();
        if (name.Length == 0)
        {
            causes.Add(Cause.Required("metadata.name", "name or generateName is required"));
        }
        else if (old is null && NameRules.Check(intent.Resource.Strategy.Names, name) is { } why)
        {
            causes.Add(Cause.Invalid("metadata.name", name, why));
        }
        else if (old is not null && name != old.Name())
        {
            causes.Add(Cause.Invalid("metadata.name", name, "field is immutable"));
        }

        foreach (var (key, value) in metadata.Object("labels") ?? [])
        {
            if (NameRules.CheckQualifiedName(key) is { } badKey)
            {
                causes.Add(Cause.Invalid("metadata.labels", key, badKey));
            }

            if (NameRules.CheckLabelValue(Doc.AsText(value) ?? "") is { } badValue)
            {
                causes.Add(Cause.Invalid("metadata.labels", Doc.AsText(value) ?? "", badValue));
            }
        }

        foreach (var (key, _) in metadata.Object("annotations") ?? [])
        {
            if (NameRules.CheckQualifiedName(key.ToLowerInvariant()) is { } bad)
            {
                causes.Add(Cause.Invalid("metadata.annotations", key, bad));
            }
        }

        foreach (var finalizer in metadata.Array("finalizers").Strings())
        {
            if (old?.Text("metadata", "deletionTimestamp") is not null && !old.Array("metadata", "finalizers").Strings().Contains(finalizer, StringComparer.Ordinal))
            {
                causes.Add(Cause.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{\"{finalizer}\"}}"));
            }
        }
    }
}
