using System.Text.RegularExpressions;
using MetalOrleans.Tests.Rules;

namespace MetalOrleans.Tests.Acceptance.Support;

/// <summary>A document that people follow, with the YAML and the commands as written there.</summary>
internal sealed partial class SeedDocument
{
    private readonly string _text;

    private SeedDocument(string text) => _text = text;

    /// <summary>The directory of the documents: <c>shared/seeds</c> beside the checkout; null when there is none.</summary>
    public static string? Directory { get; } = Ancestors(SourceTree.Root)
        .Select(directory => Path.Combine(directory, "shared", "seeds")).FirstOrDefault(System.IO.Directory.Exists);

    /// <summary>Opens a document by its number, such as <c>000</c>.</summary>
    public static SeedDocument Open(string number)
    {
        Assert.True(
            Directory is not null,
            $"There is no shared/seeds beside {SourceTree.Root}: the seed documents have to be there where CI=true.");
        return new SeedDocument(File.ReadAllText(Assert.Single(System.IO.Directory.GetFiles(Directory, number + "_*"))));
    }

    /// <summary>The one fenced block, or document that a command reads from its input, that contains all the texts.</summary>
    public string Block(params string[] texts)
    {
        var found = HereDocuments().Concat(Fences().Where(block => !block.Contains("<<EOF", StringComparison.Ordinal)))
            .Where(block => texts.All(text => block.Contains(text, StringComparison.Ordinal))).ToList();
        Assert.True(found.Count == 1, $"{found.Count} blocks contain {string.Join(" and ", texts)}");
        return found[0];
    }

    private IEnumerable<string> Fences() => Fence().Matches(_text).Select(match => Dedent(match.Groups["body"].Value));

    private IEnumerable<string> HereDocuments() => HereDocument().Matches(_text).Select(match => match.Groups["body"].Value);

    private static string Dedent(string block)
    {
        var lines = block.Split('\n');
        var indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..] : line.TrimStart()));
    }

    private static IEnumerable<string> Ancestors(string directory)
    {
        for (var parent = System.IO.Directory.GetParent(directory); parent is not null; parent = parent.Parent)
        {
            yield return parent.FullName;
        }
    }

    [GeneratedRegex(@"^(?<indent>[ \t]*)```\w+[ \t]*\r?\n(?<body>.*?)^\k<indent>```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"<<EOF[^\n]*\n(?<body>.*?)^EOF", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex HereDocument();
}
