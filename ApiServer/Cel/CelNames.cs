namespace MetalOrleans.ApiServer.Cel;

/// <summary>Field names that are no CEL identifiers, as Kubernetes writes them in rules.</summary>
internal static class CelNames
{
    private static readonly HashSet<string> Keywords =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if",
        "import", "let", "loop", "package", "namespace", "return",
    ];

    /// <summary>The field's own name: <c>__namespace__</c> is namespace, <c>a__dash__b</c> is a-b.</summary>
    internal static string Unescape(string name)
    {
        if (!name.Contains("__"))
        {
            return name;
        }

        if (name.Length > 4 && name.StartsWith("__") && name.EndsWith("__") && Keywords.Contains(name[2..^2]))
        {
            return name[2..^2];
        }

        return name
            .Replace("__dot__", ".")
            .Replace("__dash__", "-")
            .Replace("__slash__", "/")
            .Replace("__underscores__", "__");
    }
}
