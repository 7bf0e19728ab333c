using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Requests;

namespace MetalOrleans.ApiServer.Faults;

/// <summary>The Status that a fault of a code answers with.</summary>
internal static class FaultStatuses
{
    public static ApiFailure For(int code, RequestTarget target) => code switch
    {
        409 => new ApiFailure(409, "Conflict", $"Operation cannot be fulfilled on {target.Plural} \"{target.Name}\": the object has been modified; please apply your changes to the latest version and try again"),
        410 => new ApiFailure(410, "Expired", "The resourceVersion for the provided list is too old."),
        429 => new ApiFailure(429, "TooManyRequests", "The server is currently unable to handle the request: too many requests, please try again later."),
        503 => new ApiFailure(503, "ServiceUnavailable", "The server is currently unable to handle the request"),
        504 => new ApiFailure(504, "Timeout", "Timeout: request did not complete within the allotted timeout"),
        401 => Failures.Unauthorized(),
        403 => new ApiFailure(403, "Forbidden", $"{target.Plural} \"{target.Name}\" is forbidden"),
        _ => new ApiFailure(code, "InternalError", "Internal error occurred: requested by the fault plan"),
    };
}
