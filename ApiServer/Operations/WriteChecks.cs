using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Admission;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Strategies;
using MetalOrleans.ApiServer.Webhooks;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>The checks that creates and updates share.</summary>
internal sealed class WriteChecks(ServerParts parts, ValidatingWebhooks webhooks)
{
    /// <summary>Drops unknown fields and says so, or refuses them, as fieldValidation asks.</summary>
    public static void CheckFields(WriteIntent intent, JsonObject item)
    {
        var unknown = intent.Resource.Schema.Value?.Prune(item) ?? [];
        if (unknown.Count == 0 || intent.FieldValidation == "Ignore")
        {
            return;
        }

        var sentences = unknown.Select(field => $"unknown field \"{field}\"").ToArray();
        if (intent.FieldValidation == "Strict")
        {
            var kind = intent.Resource.Kind;
            throw Failures.BadRequest(
                $"{kind} in version \"{intent.Resource.Version}\" cannot be handled as a {kind}: strict decoding error: {string.Join(", ", sentences)}");
        }

        foreach (var sentence in sentences)
        {
            intent.Warn(sentence);
        }
    }

    /// <summary>Refuses a write into a namespace that is absent, or a create in one that is going away.</summary>
    public void CheckNamespace(WriteIntent intent)
    {
        if (!intent.Resource.IsNamespaced)
        {
            return;
        }

        var holder = parts.Store.Find(NamespaceStorage, "", intent.Namespace) ?? throw Failures.NamespaceNotFound(intent.Namespace);
        if (holder.ToDocument().Text("metadata", "deletionTimestamp") is not null)
        {
            throw Failures.Forbidden(
                intent.Resource,
                intent.Name,
                $"unable to create new content in namespace {intent.Namespace} because it is being terminated",
                new Cause("metadata.namespace", "NamespaceTerminating", $"namespace {intent.Namespace} is being terminated"));
        }
    }

    public static StorageKey NamespaceStorage { get; } = new("", "namespaces", "v1");

    /// <summary>Types and rules of the schema. What does not even decode is a bad request for a built-in kind, as in kube-apiserver.</summary>
    public static void CheckSchema(WriteIntent intent, JsonObject item, JsonObject? old, List<Cause> causes)
    {
        var errors = intent.Resource.Schema.Value?.Validate(item, old) ?? [];
        if (errors.Count == 0)
        {
            return;
        }

        if (!intent.Resource.IsCustom)
        {
            var kind = intent.Resource.Kind;
            var wrong = errors.Where(error => error.Reason == Schema.FieldError.TypeInvalid).ToArray();
            if (wrong.Length > 0)
            {
                throw Failures.BadRequest($"{kind} in version \"{intent.Resource.Version}\" cannot be handled as a {kind}: {Schema.FieldError.Join(wrong)}");
            }
        }

        // The kind's own checks speak first; a field is complained about once.
        var named = causes.Select(cause => cause.Field).ToHashSet(StringComparer.Ordinal);
        causes.AddRange(errors.Where(error => !named.Contains(error.Field)).Select(error => new Cause(error.Field, error.Reason, error.Message)));
    }

    public async ValueTask AdmitAsync(WriteIntent intent, string operation, JsonObject? item, JsonObject? old, CancellationToken cancellationToken)
    {
        if (parts.Options.Admission is { } reviewer)
        {
            await AskInProcessAsync(reviewer, intent, operation, item, old, cancellationToken);
        }

        await webhooks.AdmitAsync(intent, operation, item, old, cancellationToken);
    }

    private static async ValueTask AskInProcessAsync(
        AdmissionReviewer reviewer, WriteIntent intent, string operation, JsonObject? item, JsonObject? old, CancellationToken cancellationToken)
    {
        var verdict = await reviewer(
            new AdmissionAttempt(operation, intent.Resource.ApiVersion, intent.Resource.Plural, intent.Subresource, item?.Copy(), old?.Copy()),
            cancellationToken);
        foreach (var warning in verdict.Warnings)
        {
            intent.Warn(warning);
        }

        if (verdict.Refusal is { } refusal)
        {
            throw new ApiFailure(403, "Forbidden", $"admission webhook \"{verdict.Webhook}\" denied the request: {refusal}");
        }
    }

    public static void ThrowIfAny(WriteIntent intent, string name, List<Cause> causes, StrategyContext? context = null)
    {
        if (causes.Count > 0)
        {
            context?.Undo();
            throw Failures.Invalid(intent.Resource, name, causes);
        }
    }
}
