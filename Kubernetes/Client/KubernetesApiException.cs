using System.Net;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>The API server refused a request.</summary>
/// <remarks>The message names request, code and the server's own words; request bodies are never part of it.</remarks>
public sealed class KubernetesApiException : Exception
{
    internal KubernetesApiException(string request, HttpStatusCode code, Status status, TimeSpan? retryAfter)
        : base($"{request} was answered with {(int)code} {status.Reason ?? code.ToString()}: {status.Message ?? "no message"}")
    {
        StatusCode = code;
        Status = status;
        RetryAfter = retryAfter ?? (status.Details?.RetryAfterSeconds is { } seconds and > 0
            ? TimeSpan.FromSeconds(seconds)
            : null);
    }

    /// <summary>The HTTP status code, or that of an error inside a watch.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The Status object; synthetic when the answer was none.</summary>
    public Status Status { get; }

    /// <summary>One word for why, such as <c>Conflict</c>; empty when the server gave none.</summary>
    public string Reason => Status.Reason ?? "";

    /// <summary>When the server wants to be asked again, from <c>Retry-After</c> or the Status.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>404: the object, or the kind, is not there.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>409 because the object changed meanwhile.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && !IsAlreadyExists;

    /// <summary>409 because the name is taken.</summary>
    public bool IsAlreadyExists => StatusCode == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    /// <summary>410: the version or the page token is too old.</summary>
    public bool IsExpired => StatusCode == HttpStatusCode.Gone || Reason is "Expired" or "Gone";

    /// <summary>429 or a server fault: the same request may work later.</summary>
    public bool IsTransient => StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || (int)StatusCode >= 500;
}
