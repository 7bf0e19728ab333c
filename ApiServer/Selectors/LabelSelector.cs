using System.Collections.Immutable;
using MetalOrleans.ApiServer.Errors;

namespace MetalOrleans.ApiServer.Selectors;

/// <summary>The <c>labelSelector</c> query: comma-separated requirements that must all hold.</summary>
internal sealed class LabelSelector
{
    public static readonly LabelSelector Everything = new([]);

    private readonly ImmutableArray<(string Key, LabelOperator Operator, ImmutableArray<string> Values)> _requirements;

    private LabelSelector(ImmutableArray<(string Key, LabelOperator Operator, ImmutableArray<string> Values)> requirements) =>
        _requirements = requirements;

    public bool IsEverything => _requirements.IsEmpty;

    public static LabelSelector Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        return new LabelSelector([.. Split(text).Select(part => ParseRequirement(part.Trim(), text))]);
    }

    public bool Matches(ImmutableDictionary<string, string> labels)
    {
        foreach (var (key, wanted, values) in _requirements)
        {
            var has = labels.TryGetValue(key, out var value);
            var holds = wanted switch
            {
                LabelOperator.Exists => has,
                LabelOperator.Absent => !has,
                LabelOperator.In => has && values.Contains(value!, StringComparer.Ordinal),
                _ => !has || !values.Contains(value!, StringComparer.Ordinal),
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static (string Key, LabelOperator Operator, ImmutableArray<string> Values) ParseRequirement(string part, string whole)
    {
        if (part.StartsWith('!'))
        {
            return (Key(part[1..], whole), LabelOperator.Absent, []);
        }

        var open = part.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && part.EndsWith(')'))
        {
            var head = part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var values = part[(open + 1)..^1].Split(',').Select(value => value.Trim()).ToImmutableArray();
            return head switch
            {
                [var key, "in"] => (Key(key, whole), LabelOperator.In, values),
                [var key, "notin"] => (Key(key, whole), LabelOperator.NotIn, values),
                _ => throw Unparsable(whole, part),
            };
        }

        foreach (var (sign, wanted) in new[] { ("!=", LabelOperator.NotIn), ("==", LabelOperator.In), ("=", LabelOperator.In) })
        {
            var at = part.IndexOf(sign, StringComparison.Ordinal);
            if (at >= 0)
            {
                return (Key(part[..at], whole), wanted, [part[(at + sign.Length)..].Trim()]);
            }
        }

        return (Key(part, whole), LabelOperator.Exists, []);
    }

    private static string Key(string text, string whole)
    {
        var key = text.Trim();
        if (key.Length == 0 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/'))
        {
            throw Unparsable(whole, key);
        }

        return key;
    }

    private static ApiFailure Unparsable(string whole, string part) =>
        Failures.BadRequest($"unable to parse requirement: found '{part}' in \"{whole}\", expected a label key with an operator (=, ==, !=, in, notin)");
}
