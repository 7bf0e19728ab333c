using System.Text.RegularExpressions;

namespace MetalOrleans.Cli.Conversion;

/// <summary>Names of the old configuration as names of Kubernetes objects.</summary>
internal sealed partial class ResourceNames(string kind, List<string> faults)
{
    private const int LengthMax = 63;

    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);

    /// <summary>
    /// A name as it is where Kubernetes takes it; else in lower case, with hyphens for underscores, from its first letter on, cut
    /// to 63. Two names that become one are a fault.
    /// </summary>
    public string Take(string name)
    {
        var valid = Sanitize(name);
        if (valid.Length == 0)
        {
            faults.Add($"{kind} '{name}' has no letter that a name could begin with: rename it");
        }
        else if (!_named.TryAdd(valid, name))
        {
            faults.Add(
                _named[valid] == name
                    ? $"{kind} '{name}' is there twice"
                    : $"{kind}s '{_named[valid]}' and '{name}' both become '{valid}': rename one");
        }

        return valid;
    }

    /// <summary>What a reference to a name becomes.</summary>
    public static string Sanitize(string name)
    {
        if (Valid().IsMatch(name))
        {
            return name;
        }

        var lower = name.ToLowerInvariant().Replace('_', '-');
        var start = lower.AsSpan().IndexOfAnyInRange('a', 'z');
        if (start < 0)
        {
            return "";
        }

        var cut = lower[start..Math.Min(lower.Length, start + LengthMax)];
        return cut.TrimEnd('-');
    }

    [GeneratedRegex("^[a-z][-a-z0-9]{0,61}[a-z0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex Valid();
}
