using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Admission;

namespace MetalOrleans.Silo.Webhooks;

/// <summary>The webhooks of the embedded API server: the same judgement, without HTTP between.</summary>
internal sealed class ApiServerAdmission(ConfigurationAdmission admission)
{
    public async ValueTask<AdmissionVerdict> ReviewAsync(AdmissionAttempt attempt, CancellationToken cancellationToken)
    {
        var webhook = AdmissionWebhook.All.FirstOrDefault(one =>
            one.Plural == attempt.Resource
            && attempt.ApiVersion.StartsWith(one.Group + "/", StringComparison.Ordinal));
        if (webhook is null || (attempt.Object ?? attempt.OldObject)?["metadata"] is not JsonObject metadata)
        {
            return AdmissionVerdict.Allowed;
        }

        var subject = new AdmissionSubject(
            attempt.Operation,
            ReviewBody.Text(metadata, "namespace"),
            ReviewBody.Text(metadata, "name"),
            attempt.Subresource,
            attempt.Object,
            attempt.OldObject);
        var answer = await admission.ReviewAsync(webhook, subject, cancellationToken);
        return new AdmissionVerdict { Refusal = answer.Refusal, Webhook = webhook.Name, Warnings = answer.Warnings };
    }
}
