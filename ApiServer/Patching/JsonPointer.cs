namespace MetalOrleans.ApiServer.Patching;

/// <summary>A place in a document, <see href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901</see>.</summary>
internal static class JsonPointer
{
    /// <summary>The reference tokens with their escapes undone; null when the text is no pointer.</summary>
    internal static string[]? Parse(string pointer)
    {
        if (pointer.Length == 0)
        {
            return [];
        }

        if (pointer[0] != '/')
        {
            return null;
        }

        var tokens = pointer[1..].Split('/');
        for (var i = 0; i < tokens.Length; i++)
        {
            // RFC 6901 §4: ~1 first, so that ~01 becomes ~1 and not a slash.
            tokens[i] = tokens[i].Replace("~1", "/").Replace("~0", "~");
        }

        return tokens;
    }

    /// <summary>The array index that a token means; false for signs, leading zeros and anything past <paramref name="limit"/>.</summary>
    internal static bool TryIndex(string token, int limit, out int index)
    {
        index = 0;
        if (token.Length is 0 or > 9 || (token.Length > 1 && token[0] == '0') || !token.All(char.IsAsciiDigit))
        {
            return false;
        }

        index = int.Parse(token);
        return index <= limit;
    }
}
