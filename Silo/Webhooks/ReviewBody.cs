using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetalOrleans.Silo.Webhooks;

/// <summary>What the bodies of AdmissionReview and ConversionReview have in common: a request with a uid in, a response with it out.</summary>
internal static class ReviewBody
{
    // kube-apiserver takes objects of up to 3 MiB, and an update carries two.
    private const long LengthMax = 8 * 1024 * 1024;

    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads the request; a body that is no such review is answered here, with 400, and yields null.</summary>
    public static async Task<JsonObject?> ReadAsync(HttpContext context, string kind, string group)
    {
        if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LengthMax;
        }

        JsonNode? body;
        try
        {
            body = await JsonNode.ParseAsync(context.Request.Body, nodeOptions: null, _strict, context.RequestAborted);
        }
        catch (JsonException e)
        {
            await RefuseAsync(context, $"the body is no JSON: {e.Message}");
            return null;
        }

        if (body is JsonObject review
            && Text(review, "kind") == kind
            && Text(review, "apiVersion") is { } version
            && (version == $"{group}/v1" || version == $"{group}/v1beta1")
            && review["request"] is JsonObject request
            && Text(request, "uid").Length > 0)
        {
            return review;
        }

        await RefuseAsync(context, $"the body is no {kind} of {group}/v1 or v1beta1 with request.uid");
        return null;
    }

    /// <summary>Answers in the version that was asked in.</summary>
    public static Task WriteAsync(HttpContext context, JsonObject review, JsonObject response)
    {
        response.Insert(0, "uid", review["request"]!["uid"]!.DeepClone());
        var answer = new JsonObject
        {
            ["apiVersion"] = review["apiVersion"]!.DeepClone(),
            ["kind"] = review["kind"]!.DeepClone(),
            ["response"] = response,
        };
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    /// <summary>A field's text; empty when it is missing or no text.</summary>
    public static string Text(JsonObject source, string field) =>
        source[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }
}
