using System.Text.RegularExpressions;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>Checks names with the messages of apimachinery's validation, which end with an example and the pattern.</summary>
internal static partial class NameRules
{
    private const string Subdomain = @"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private const string Label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string Label1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private const string QualifiedPart = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    /// <summary>What is wrong with the name; null when it is fine.</summary>
    public static string? Check(NameRule rule, string name) => rule switch
    {
        NameRule.DnsLabel => name.Contains('.', StringComparison.Ordinal) ? "must not contain dots" : CheckLabel(name),
        NameRule.Dns1035Label => Check1035Label(name),
        NameRule.PathSegment => CheckSegment(name),
        _ => CheckSubdomain(name),
    };

    public static string? CheckSubdomain(string name) =>
        name.Length > 253 ? "must be no more than 253 characters"
        : IsSubdomain().IsMatch(name) ? null
        : $"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{Subdomain}')";

    public static string? CheckLabel(string name) =>
        name.Length > 63 ? "must be no more than 63 characters"
        : IsLabel().IsMatch(name) ? null
        : $"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{Label}')";

    public static string? Check1035Label(string name) =>
        name.Length > 63 ? "must be no more than 63 characters"
        : Is1035Label().IsMatch(name) ? null
        : $"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '{Label1035}')";

    /// <summary>A label or annotation key: an optional DNS prefix, a slash and a name.</summary>
    public static string? CheckQualifiedName(string name)
    {
        var parts = name.Split('/');
        if (parts.Length > 2)
        {
            return $"a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{QualifiedPart}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        }

        if (parts.Length == 2 && CheckSubdomain(parts[0]) is { } prefix)
        {
            return parts[0].Length == 0 ? "prefix part must be non-empty" : $"prefix part {prefix}";
        }

        var last = parts[^1];
        return last.Length == 0 ? "name part must be non-empty"
            : last.Length > 63 ? "name part must be no more than 63 characters"
            : IsQualifiedPart().IsMatch(last) ? null
            : $"name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{QualifiedPart}')";
    }

    public static string? CheckLabelValue(string value) =>
        value.Length > 63 ? "must be no more than 63 characters"
        : value.Length == 0 || IsQualifiedPart().IsMatch(value) ? null
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private static string? CheckSegment(string name) => name switch
    {
        "." => "may not be '.'",
        ".." => "may not be '..'",
        _ when name.Contains('/', StringComparison.Ordinal) => "may not contain '/'",
        _ when name.Contains('%', StringComparison.Ordinal) => "may not contain '%'",
        _ => null,
    };

    [GeneratedRegex("^" + Subdomain + "$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex IsSubdomain();

    [GeneratedRegex("^" + Label + "$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex IsLabel();

    [GeneratedRegex("^" + Label1035 + "$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Is1035Label();

    [GeneratedRegex("^" + QualifiedPart + "$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex IsQualifiedPart();
}
