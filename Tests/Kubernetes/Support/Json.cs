namespace MetalOrleans.Tests.Kubernetes.Support;

/// <summary>Objects and lists as an API server writes them.</summary>
internal static class Json
{
    public static string Service(string name, string version, string uid = "", string more = "") =>
        $$$"""{"metadata":{"namespace":"prod","name":"{{{name}}}","uid":"{{{(uid.Length > 0 ? uid : "uid-of-" + name)}}}","resourceVersion":"{{{version}}}"}{{{more}}}}""";

    public static string List(string version, params string[] items) => Page(version, "", items);

    public static string Page(string version, string next, params string[] items) =>
        $$"""{"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},"items":[{{string.Join(",", items)}}]}""";

    public static string Bookmark(string version) =>
        $$$"""{"kind":"Service","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}"}}""";

    public static string Status(int code, string reason, string details = "null") =>
        $$$"""{"kind":"Status","apiVersion":"v1","status":"Failure","code":{{{code}}},"reason":"{{{reason}}}","message":"said the script","details":{{{details}}}}""";
}
