using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Operations;
using MetalOrleans.ApiServer.Resources;

namespace MetalOrleans.ApiServer.Webhooks;

/// <summary>Asks the webhooks of the stored ValidatingWebhookConfigurations about writes, one after the other by name.</summary>
internal sealed class ValidatingWebhooks(ServerParts parts, WebhookCall call)
{
    private const string Group = "admissionregistration.k8s.io";
    private const long DefaultTimeoutSeconds = 10;

    private static readonly StorageKey Configurations = new(Group, "validatingwebhookconfigurations", Group + "/v1");

    /// <exception cref="ApiFailure">One refuses, or cannot be asked and its failure policy is Fail.</exception>
    public async ValueTask AdmitAsync(
        WriteIntent intent, string operation, JsonObject? item, JsonObject? old, CancellationToken cancellationToken)
    {
        // A cluster whose webhooks do not answer must stay mendable.
        if (intent.Resource.Group == Group)
        {
            return;
        }

        foreach (var configuration in parts.Store.Snapshot(Configurations).Objects.Values)
        {
            foreach (var webhook in configuration.ToDocument().Array("webhooks").Objects())
            {
                if (VersionFor(webhook, intent, operation) is { } version)
                {
                    await AskAsync(webhook, Review(version, intent, operation, item, old), intent, cancellationToken);
                }
            }
        }
    }

    /// <summary>The version in which a webhook wants the object; null when it does not want it.</summary>
    private ResourceDefinition? VersionFor(JsonObject webhook, WriteIntent intent, string operation)
    {
        var resource = intent.Resource;
        var plural = intent.Subresource.Length == 0 ? resource.Plural : $"{resource.Plural}/{intent.Subresource}";
        var rules = webhook.Array("rules").Objects().Where(rule =>
            Names(rule, "operations", operation)
            && Names(rule, "apiGroups", resource.Group)
            && rule.Array("resources").Strings().Any(name => name == plural || name == "*/*" || (name == "*" && intent.Subresource.Length == 0)))
            .ToArray();
        if (rules.Any(rule => Names(rule, "apiVersions", resource.Version)))
        {
            return resource;
        }

        return webhook.Text("matchPolicy") == "Exact"
            ? null
            : parts.Catalog.Table.All.FirstOrDefault(other =>
                other.Storage == resource.Storage && rules.Any(rule => Names(rule, "apiVersions", other.Version)));
    }

    private static bool Names(JsonObject rule, string field, string value) =>
        rule.Array(field).Strings().Any(name => name == value || name == "*");

    private async Task AskAsync(JsonObject webhook, JsonObject review, WriteIntent intent, CancellationToken cancellationToken)
    {
        var name = webhook.Text("name") ?? "";
        using var deadline = new CancellationTokenSource(
            TimeSpan.FromSeconds(webhook.Integer("timeoutSeconds") ?? DefaultTimeoutSeconds), TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        JsonObject response;
        try
        {
            response = await call.PostAsync(webhook.Object("clientConfig"), review, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            if (webhook.Text("failurePolicy") == "Ignore")
            {
                return;
            }

            var reason = e is OperationCanceledException ? "context deadline exceeded" : e.Message;
            throw new ApiFailure(
                500, "InternalError", $"Internal error occurred: failed calling webhook \"{name}\": failed to call webhook: {reason}");
        }

        foreach (var warning in response.Array("warnings").Strings())
        {
            intent.Warn(warning);
        }

        if (response.Flag("allowed") != true)
        {
            throw new ApiFailure(
                (int)(response.Integer("status", "code") ?? 403),
                response.Text("status", "reason") ?? "Forbidden",
                $"admission webhook \"{name}\" denied the request: {response.Text("status", "message") ?? "without explanation"}");
        }
    }

    private JsonObject Review(ResourceDefinition version, WriteIntent intent, string operation, JsonObject? item, JsonObject? old) => new()
    {
        ["apiVersion"] = "admission.k8s.io/v1",
        ["kind"] = "AdmissionReview",
        ["request"] = new JsonObject
        {
            ["uid"] = Guid.NewGuid().ToString(),
            ["kind"] = new JsonObject { ["group"] = version.Group, ["version"] = version.Version, ["kind"] = version.Kind },
            ["resource"] = new JsonObject { ["group"] = version.Group, ["version"] = version.Version, ["resource"] = version.Plural },
            ["subResource"] = intent.Subresource,
            ["name"] = intent.Name.Length > 0 ? intent.Name : (item ?? old).Text("metadata", "name"),
            ["namespace"] = intent.Namespace,
            ["operation"] = operation,
            ["userInfo"] = new JsonObject { ["username"] = "system:admin" },
            ["object"] = item is null ? null : parts.Converter.To(item.Copy(), version.ApiVersion),
            ["oldObject"] = old is null ? null : parts.Converter.To(old.Copy(), version.ApiVersion),
            ["dryRun"] = intent.IsDryRun,
        },
    };
}
