using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Storage;

namespace MetalOrleans.ApiServer.Webhooks;

/// <summary>Has objects turned into other versions by the webhook that their CustomResourceDefinition names.</summary>
internal sealed class ConversionWebhooks(ObjectStore store, WebhookCall call)
{
    // kube-apiserver gives a conversion 30 s.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The object in another version; null when its definition names no webhook.</summary>
    /// <exception cref="ApiFailure">The webhook cannot be called or refuses.</exception>
    public JsonObject? Convert(JsonObject item, string apiVersion)
    {
        var (group, kind) = ((item.Text("apiVersion") ?? "").Split('/')[0], item.Text("kind"));
        var definition = store.Snapshot(ResourceCatalog.Definitions).Objects.Values.Select(stored => stored.ToDocument()).FirstOrDefault(
            one => one.Text("spec", "group") == group && one.Text("spec", "names", "kind") == kind);
        if (definition.Text("spec", "conversion", "strategy") != "Webhook")
        {
            return null;
        }

        var webhook = definition.Object("spec", "conversion", "webhook");
        var version = webhook.Array("conversionReviewVersions").Strings().FirstOrDefault(one => one is "v1" or "v1beta1") ?? "v1";
        var review = new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/" + version,
            ["kind"] = "ConversionReview",
            ["request"] = new JsonObject
            {
                ["uid"] = Guid.NewGuid().ToString(),
                ["desiredAPIVersion"] = apiVersion,
                ["objects"] = new JsonArray(item.Copy()),
            },
        };
        try
        {
            using var deadline = new CancellationTokenSource(Timeout, TimeProvider.System);
            var response = call.Post(webhook.Object("clientConfig"), review, deadline.Token);
            return response.Text("result", "status") == "Success" && response.Array("convertedObjects") is [JsonObject converted]
                ? converted.Copy()
                : throw Failure(apiVersion, kind, response.Text("result", "message") ?? "no object");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            throw Failure(apiVersion, kind, e.Message);
        }
    }

    private static ApiFailure Failure(string apiVersion, string? kind, string reason) =>
        new(500, "InternalError", $"conversion webhook for {apiVersion}, Kind={kind} failed: {reason}");
}
