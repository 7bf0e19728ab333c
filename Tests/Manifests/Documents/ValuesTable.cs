using System.Text.RegularExpressions;

namespace MetalOrleans.Tests.Manifests.Documents;

/// <summary>Composes the table of the chart's values from <c>values.yaml</c> and the comments in it that begin with <c>--</c>.</summary>
internal static partial class ValuesTable
{
    private const string Mark = "# --";

    /// <summary>Puts the table between the markers of a page.</summary>
    public static string Insert(string page, string values)
    {
        var begin = page.IndexOf('\n', page.IndexOf("<!-- values:", StringComparison.Ordinal)) + 1;
        var end = page.IndexOf("<!-- end of values -->", StringComparison.Ordinal);
        return page[..begin] + Compose(values) + page[end..];
    }

    private static string Compose(string values) =>
        "| value | default | meaning |\n| --- | --- | --- |\n" + string.Concat(Rows(values).Select(row => row + "\n"));

    private static IEnumerable<string> Rows(string values)
    {
        var path = new List<(int Indent, string Key)>();
        var meaning = "";
        foreach (var line in values.Split('\n'))
        {
            var text = line.Trim();
            if (text.StartsWith('#'))
            {
                // A comment that goes on belongs to the value too; others are headings of the file.
                meaning = text.StartsWith(Mark, StringComparison.Ordinal) ? text[Mark.Length..].Trim()
                    : meaning.Length > 0 ? $"{meaning} {text[1..].Trim()}" : "";
                continue;
            }

            if (KeyLine().Match(line) is not { Success: true } match)
            {
                meaning = "";
                continue;
            }

            var indent = match.Groups["indent"].Length;
            path.RemoveAll(step => step.Indent >= indent);
            path.Add((indent, match.Groups["key"].Value));
            var standard = match.Groups["value"].Value;
            if (standard.Length > 0 || meaning.Length > 0)
            {
                yield return $"| `{string.Join('.', path.Select(step => step.Key))}` | {(standard.Length > 0 ? $"`{standard}`" : "")} | {meaning} |";
            }

            meaning = "";
        }
    }

    // The items of lists are no values of their own.
    [GeneratedRegex(@"^(?<indent> *)(?<key>[A-Za-z0-9-]+):(?: +(?<value>\S.*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyLine();
}
