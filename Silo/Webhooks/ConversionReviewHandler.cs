using System.Text.Json.Nodes;
using MetalOrleans.Kubernetes.Conversion;

namespace MetalOrleans.Silo.Webhooks;

/// <summary>Answers ConversionReviews of apiextensions.k8s.io/v1 and v1beta1 (C-097, O-086): all objects, or a reason.</summary>
internal static class ConversionReviewHandler
{
    public const string Path = "/convert";

    public static async Task HandleAsync(HttpContext context)
    {
        if (await ReviewBody.ReadAsync(context, "ConversionReview", "apiextensions.k8s.io") is { } review)
        {
            await ReviewBody.WriteAsync(context, review, Convert((JsonObject)review["request"]!));
        }
    }

    private static JsonObject Convert(JsonObject request)
    {
        var wanted = ReviewBody.Text(request, "desiredAPIVersion");
        var converted = new JsonArray();
        foreach (var item in request["objects"] as JsonArray ?? [])
        {
            if (item is not JsonObject source)
            {
                return Failure("an entry of request.objects is no object");
            }

            if (!ResourceConversion.TryConvert(source, wanted, out var made, out var error))
            {
                return Failure(error);
            }

            converted.Add((JsonNode)made);
        }

        return new JsonObject
        {
            ["convertedObjects"] = converted,
            ["result"] = new JsonObject { ["status"] = "Success" },
        };
    }

    private static JsonObject Failure(string message) => new()
    {
        ["convertedObjects"] = new JsonArray(),
        ["result"] = new JsonObject { ["status"] = "Failure", ["message"] = message },
    };
}
