using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Resources;

namespace MetalOrleans.ApiServer.Errors;

/// <summary>The failures of a Kubernetes API server with its wording, because clients and people match on it.</summary>
internal static class Failures
{
    public static ApiFailure NotFound(ResourceDefinition resource, string name) =>
        new(404, "NotFound", $"{resource.QualifiedName} \"{name}\" not found", Details(resource, name));

    public static ApiFailure NamespaceNotFound(string name) =>
        new(404, "NotFound", $"namespaces \"{name}\" not found", new JsonObject { ["name"] = name, ["kind"] = "namespaces" });

    public static ApiFailure AlreadyExists(ResourceDefinition resource, string name, bool isGoing) =>
        new(409, "AlreadyExists", $"{(isGoing ? "object is being deleted: " : "")}{resource.QualifiedName} \"{name}\" already exists", Details(resource, name));

    public static ApiFailure Modified(ResourceDefinition resource, string name) => Conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiFailure Conflict(ResourceDefinition resource, string name, string why) => new(
        409,
        "Conflict",
        $"Operation cannot be fulfilled on {resource.QualifiedName} \"{name}\": {why}",
        Details(resource, name));

    public static ApiFailure Invalid(ResourceDefinition resource, string name, IReadOnlyList<Cause> causes)
    {
        var sentences = causes.Select(cause => cause.Field.Length == 0 ? cause.Message : $"{cause.Field}: {cause.Message}").Distinct(StringComparer.Ordinal).ToArray();
        var text = sentences.Length == 1 ? sentences[0] : $"[{string.Join(", ", sentences)}]";
        var subject = resource.Group.Length == 0 ? resource.Kind : $"{resource.Kind}.{resource.Group}";
        var details = Details(resource, name);
        details["kind"] = resource.Kind;
        details["causes"] = new JsonArray([.. causes.Select(cause => (JsonNode)new JsonObject
        {
            ["reason"] = cause.Reason,
            ["message"] = cause.Message,
            ["field"] = cause.Field,
        })]);
        return new ApiFailure(422, "Invalid", $"{subject} \"{name}\" is invalid: {text}", details);
    }

    /// <summary>The one Invalid that names the resource and not the kind.</summary>
    public static ApiFailure VersionMissing(ResourceDefinition resource, string name)
    {
        const string Why = "Invalid value: 0: must be specified for an update";
        var details = Details(resource, name);
        details["causes"] = new JsonArray(new JsonObject { ["reason"] = "FieldValueInvalid", ["message"] = Why, ["field"] = "metadata.resourceVersion" });
        return new ApiFailure(422, "Invalid", $"{resource.QualifiedName} \"{name}\" is invalid: metadata.resourceVersion: {Why}", details);
    }

    public static ApiFailure NoSuchResource() => new(404, "NotFound", "the server could not find the requested resource", new JsonObject());

    public static ApiFailure BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiFailure Forbidden(ResourceDefinition resource, string name, string why, Cause? cause = null)
    {
        var details = Details(resource, name);
        if (cause is not null)
        {
            details["causes"] = new JsonArray(new JsonObject
            {
                ["reason"] = cause.Reason,
                ["message"] = cause.Message,
                ["field"] = cause.Field,
            });
        }

        return new ApiFailure(403, "Forbidden", $"{resource.QualifiedName} \"{name}\" is forbidden: {why}", details);
    }

    public static ApiFailure Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiFailure MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new JsonObject());

    public static ApiFailure NotAcceptable() => new(
        406,
        "NotAcceptable",
        "only the following media types are accepted: application/json, application/yaml");

    public static ApiFailure UnsupportedMediaType(params IEnumerable<string> accepted) => new(
        415,
        "UnsupportedMediaType",
        $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    public static ApiFailure Expired(long requested, long oldest) =>
        new(410, "Expired", $"too old resource version: {requested} ({oldest})");

    public static ApiFailure ContinueExpired(string restart) => new(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.")
    {
        Continue = restart,
    };

    public static ApiFailure TooLarge(long requested, long current) => new(
        504,
        "Timeout",
        $"Timeout: Too large resource version: {requested}, current: {current}",
        new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        });

    private static JsonObject Details(ResourceDefinition resource, string name)
    {
        var details = new JsonObject { ["name"] = name };
        if (resource.Group.Length > 0)
        {
            details["group"] = resource.Group;
        }

        details["kind"] = resource.Plural;
        return details;
    }
}
