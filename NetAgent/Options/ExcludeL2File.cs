using MetalOrleans.NetAgent.Interfaces;

namespace MetalOrleans.NetAgent.Options;

/// <summary>
/// Reads <c>excludel2.yaml</c>: one key, <c>announcedInterfacesToExclude</c>, with a list of regular expressions (L-060).
/// </summary>
/// <remarks>
/// Only this shape of YAML is understood: a block list of plain or quoted scalars, or a flow list on one line; comments and
/// other keys are skipped. Anything else under the key is refused with its line, never guessed at.
/// </remarks>
internal static class ExcludeL2File
{
    private const string Key = "announcedInterfacesToExclude";

    // YAML 1.2 §5.3: a plain scalar cannot start with these; an unclosed quote ends up here too.
    private const string Indicators = "[]{}&*!|>%@`'\",?:#";

    /// <summary>Loads the file; a missing one excludes nothing.</summary>
    public static InterfaceExclusionsResult Load(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return InterfaceExclusionsResult.Accepted(InterfaceExclusions.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return InterfaceExclusionsResult.Refused($"--excludel2-file '{path}' cannot be read: {exception.Message}");
        }

        return Parse(text, path);
    }

    /// <summary>Reads the text of the file.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">Where it came from, for the refusal.</param>
    public static InterfaceExclusionsResult Parse(string text, string path)
    {
        var patterns = new List<string>();
        var isInList = false;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = WithoutComment(raw.TrimEnd('\r', ' ', '\t'));
            var content = line.Trim();
            if (content.Length == 0 || content is "---" or "...")
            {
                continue;
            }

            if (line.StartsWith(Key, StringComparison.Ordinal))
            {
                isInList = true;
                if (!TryReadFlow(line[Key.Length..].Trim(), patterns))
                {
                    return Wrong(path, number);
                }
            }
            else if (isInList && content.StartsWith('-'))
            {
                if (!TryReadScalar(content[1..].Trim(), patterns))
                {
                    return Wrong(path, number);
                }
            }
            else if (isInList && char.IsWhiteSpace(line[0]))
            {
                return Wrong(path, number);
            }
            else
            {
                isInList = false;
            }
        }

        return InterfaceExclusions.Create(patterns, path);
    }

    private static InterfaceExclusionsResult Wrong(string path, int line) => InterfaceExclusionsResult.Refused(
        $"--excludel2-file '{path}' line {line}: {Key} must be a list of regular expressions, one '- pattern' a line.");

    // A comment starts at '#' at the line's start or after a space, outside quotes.
    private static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var index = 0; index < line.Length; index++)
        {
            var character = line[index];
            if (quote != '\0')
            {
                quote = character == quote ? '\0' : quote;
            }
            else if (character is '"' or '\'')
            {
                quote = character;
            }
            else if (character == '#' && (index == 0 || char.IsWhiteSpace(line[index - 1])))
            {
                return line[..index].TrimEnd();
            }
        }

        return line;
    }

    private static bool TryReadFlow(string value, List<string> patterns)
    {
        if (value is ":" or ": []" or ":[]")
        {
            return true;
        }

        if (!value.StartsWith(':') || value[1..].Trim() is not ['[', .. var inner, ']'])
        {
            return false;
        }

        // A comma inside quotes would be a quantifier such as {1,2}; the block form is there for those.
        return inner.Split(',').All(item => TryReadScalar(item.Trim(), patterns));
    }

    private static bool TryReadScalar(string value, List<string> patterns)
    {
        var pattern = value switch
        {
            ['\'', .. var inner, '\''] => inner.Replace("''", "'", StringComparison.Ordinal),
            ['"', .. var inner, '"'] => inner
                .Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal),
            _ => value,
        };
        var isQuoted = !ReferenceEquals(pattern, value);
        if (pattern.Length == 0 || (!isQuoted && Indicators.Contains(value[0], StringComparison.Ordinal)))
        {
            return false;
        }

        patterns.Add(pattern);
        return true;
    }
}
