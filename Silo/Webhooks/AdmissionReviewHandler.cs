using System.Text.Json.Nodes;

namespace MetalOrleans.Silo.Webhooks;

/// <summary>Answers AdmissionReviews of admission.k8s.io/v1 and v1beta1 (O-080 to O-085).</summary>
internal sealed partial class AdmissionReviewHandler(ConfigurationAdmission admission, ILogger<AdmissionReviewHandler> logger)
{
    public async Task HandleAsync(AdmissionWebhook webhook, HttpContext context)
    {
        if (await ReviewBody.ReadAsync(context, "AdmissionReview", "admission.k8s.io") is not { } review)
        {
            return;
        }

        var subject = ToSubject((JsonObject)review["request"]!);
        var answer = await admission.ReviewAsync(webhook, subject, context.RequestAborted);
        if (answer.Refusal is { } refusal)
        {
            LogRefused(logger, subject.Operation, webhook.Kind, subject.Namespace, subject.Name, refusal);
        }

        await ReviewBody.WriteAsync(context, review, ToResponse(answer));
    }

    private static AdmissionSubject ToSubject(JsonObject request) => new(
        ReviewBody.Text(request, "operation"),
        ReviewBody.Text(request, "namespace"),
        ReviewBody.Text(request, "name"),
        ReviewBody.Text(request, "subResource"),
        request["object"] as JsonObject,
        request["oldObject"] as JsonObject);

    private static JsonObject ToResponse(AdmissionAnswer answer)
    {
        var response = new JsonObject { ["allowed"] = answer.Refusal is null };
        if (answer.Refusal is { } refusal)
        {
            response["status"] = new JsonObject
            {
                ["status"] = "Failure",
                ["message"] = refusal,
                ["reason"] = ReasonOf(answer.Code),
                ["code"] = answer.Code,
            };
        }

        if (!answer.Warnings.IsEmpty)
        {
            response["warnings"] = new JsonArray([.. answer.Warnings.Select(warning => (JsonNode)warning)]);
        }

        return response;
    }

    private static string ReasonOf(int code) => code switch
    {
        StatusCodes.Status400BadRequest => "BadRequest",
        StatusCodes.Status403Forbidden => "Forbidden",
        _ => "InternalError",
    };
}
