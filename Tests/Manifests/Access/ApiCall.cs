namespace MetalOrleans.Tests.Manifests.Access;

/// <summary>A request as the API server's authorizer sees it.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete or deletecollection.</param>
/// <param name="Group">The API group; empty for the core one.</param>
/// <param name="Resource">The resource, with its subresource after a slash.</param>
/// <param name="Namespace">The namespace; empty for all, and for objects that have none.</param>
/// <param name="Name">The object; empty for the collection.</param>
internal sealed record ApiCall(string Verb, string Group, string Resource, string Namespace, string Name)
{
    private const string OneName = "fieldSelector=metadata.name=";

    /// <summary>
    /// Reads a request; null for paths that are no resources. A collection of which only one name is asked for counts as that object,
    /// as it does for RBAC's resourceNames.
    /// </summary>
    public static ApiCall? Read(HttpMethod method, string path, string query)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not (["api", "v1", ..] or ["apis", _, _, ..]))
        {
            return null;
        }

        var group = parts[0] == "api" ? "" : parts[1];
        var rest = parts[(parts[0] == "api" ? 2 : 3)..];
        var inNamespace = "";
        if (rest is ["namespaces", var named, _, ..])
        {
            (inNamespace, rest) = (named, rest[2..]);
        }

        if (rest.Length == 0)
        {
            return null;
        }

        var name = rest.Length > 1 ? rest[1] : "";
        var resource = rest.Length > 2 ? $"{rest[0]}/{rest[2]}" : rest[0];
        var selector = Uri.UnescapeDataString(query).Split('?', '&').FirstOrDefault(part => part.StartsWith(OneName, StringComparison.Ordinal));
        return new ApiCall(VerbOf(method, name, query), group, resource, inNamespace, name.Length > 0 ? name : selector?[OneName.Length..] ?? "");
    }

    public override string ToString() => $"{Verb} {(Group.Length > 0 ? Group + "/" : "")}{Resource} {Namespace}/{Name}";

    private static string VerbOf(HttpMethod method, string name, string query) => method.Method switch
    {
        "GET" when query.Contains("watch=true", StringComparison.Ordinal) || query.Contains("watch=1", StringComparison.Ordinal) => "watch",
        "GET" => name.Length > 0 ? "get" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => name.Length > 0 ? "delete" : "deletecollection",
        var other => other,
    };
}
