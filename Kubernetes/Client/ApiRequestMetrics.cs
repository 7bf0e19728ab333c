using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>How many requests were sent to the API server, by verb, resource and what it answered.</summary>
/// <remarks>
/// Verbs are those of RBAC, so that <c>verb!~"get|list|watch"</c> is what was written. Names and namespaces of objects are no
/// labels: the number of series stays small whatever the cluster holds.
/// </remarks>
internal static class ApiRequestMetrics
{
    private static readonly Meter Meter = new("MetalOrleans.Kubernetes.Client");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "metalorleans_api_requests_total",
        description: "Requests sent to the API server, by RBAC verb, resource and HTTP code; code is none where no answer came.");

    public static void Count(ApiRequest request, HttpStatusCode? answer)
    {
        if (Requests.Enabled)
        {
            var (verb, resource) = Describe(request.Method, request.Path);
            Requests.Add(
                1,
                new KeyValuePair<string, object?>("verb", verb),
                new KeyValuePair<string, object?>("resource", resource),
                new KeyValuePair<string, object?>(
                    "code", answer is { } code ? ((int)code).ToString(CultureInfo.InvariantCulture) : "none"));
        }
    }

    /// <summary>The RBAC verb, and the resource with its subresource; <c>none</c> for a path that is no resource's.</summary>
    public static (string Verb, string Resource) Describe(HttpMethod method, string path)
    {
        var question = path.IndexOf('?', StringComparison.Ordinal);
        var segments = (question < 0 ? path : path[..question]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var start = segments switch
        {
            ["api", _, ..] => 2,
            ["apis", _, _, ..] => 3,
            _ => segments.Length,
        };
        // A namespace's own path ends with its name, or with a subresource that is none of the namespace's resources.
        if (segments.Length > start + 2 && segments[start] == "namespaces" && segments[start + 2] is not ("status" or "finalize"))
        {
            start += 2;
        }

        if (start >= segments.Length)
        {
            return ("get", "none");
        }

        var isOne = segments.Length > start + 1;
        var resource = segments.Length > start + 2 ? $"{segments[start]}/{segments[start + 2]}" : segments[start];
        var isWatch = question >= 0 && path.AsSpan(question).Contains("watch=", StringComparison.Ordinal);
        var verb = method.Method switch
        {
            "GET" when isWatch => "watch",
            "GET" => isOne ? "get" : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => isOne ? "delete" : "deletecollection",
            _ => "other",
        };
        return (verb, resource);
    }
}
