namespace MetalOrleans.Domain.Configuration;

/// <summary>What Kubernetes accepts as the key and as the value of a label.</summary>
internal static class LabelSyntax
{
    // apimachinery's validation: a name has at most 63 characters, its optional prefix is a DNS subdomain of at most 253.
    private const int NameLengthMax = 63;
    private const int PrefixLengthMax = 253;

    /// <summary>A name, or <c>prefix/name</c>.</summary>
    public static bool IsKey(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        return slash < 0 ? IsName(text) : IsDnsSubdomain(text[..slash]) && IsName(text[(slash + 1)..]);
    }

    /// <summary>A name, or nothing.</summary>
    public static bool IsValue(ReadOnlySpan<char> text) => text.IsEmpty || IsName(text);

    private static bool IsName(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= NameLengthMax
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1])
        && Consists(text, static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsDnsSubdomain(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > PrefixLengthMax)
        {
            return false;
        }

        foreach (var part in text.Split('.'))
        {
            var label = text[part];
            if (label.IsEmpty
                || label[0] == '-'
                || label[^1] == '-'
                || !Consists(label, static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Consists(ReadOnlySpan<char> text, Func<char, bool> isAllowed)
    {
        foreach (var character in text)
        {
            if (!isAllowed(character))
            {
                return false;
            }
        }

        return true;
    }
}
