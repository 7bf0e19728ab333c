namespace MetalOrleans.ApiServer.Requests;

/// <summary>What a resource path names. Empty parts are absent.</summary>
internal sealed record RequestTarget(string Group, string Version, string Namespace, string Plural, string Name, string Subresource)
{
    /// <summary>Reads <c>/api/v1/...</c> and <c>/apis/{group}/{version}/...</c>; null for any other path.</summary>
    public static RequestTarget? Parse(string path)
    {
        var parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["api", var version, .. { Length: > 0 } rest] => Read("", version, rest),
            ["apis", var group, var version, .. { Length: > 0 } rest] => Read(group, version, rest),
            _ => null,
        };
    }

    private static RequestTarget? Read(string group, string version, string[] rest)
    {
        // /namespaces/x/status and /namespaces/x/finalize are subresources of the namespace, not resources in it.
        var isInNamespace = rest is ["namespaces", _, not ("status" or "finalize"), ..];
        var at = isInNamespace ? rest[2..] : rest;
        return at.Length > 3
            ? null
            : new RequestTarget(
                group,
                version,
                isInNamespace ? Uri.UnescapeDataString(rest[1]) : "",
                at[0],
                at.Length > 1 ? Uri.UnescapeDataString(at[1]) : "",
                at.Length > 2 ? at[2] : "");
    }
}
