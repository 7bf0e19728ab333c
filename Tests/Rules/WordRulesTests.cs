using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MetalOrleans.Tests.Rules;

/// <summary>What is checked in works on every machine, so it names no particular one.</summary>
public sealed partial class WordRulesTests
{
    private static readonly ImmutableArray<string> Text =
        ["*.cs", "*.csproj", "*.props", "*.targets", "*.md", "*.yaml", "*.yml", "*.json", "*.proto", "*.txt", "*.sh", "Makefile", "run"];

    [Fact]
    public void No_file_names_a_path_or_a_package_registry_of_one_machine() =>
        SourceTree.AssertNone(
            from pattern in Text
            from path in SourceTree.Files(pattern)
                // This file has to spell what it looks for.
            where Path.GetFileNameWithoutExtension(path) != nameof(WordRulesTests)
            from line in SourceTree.Read(path).Split('\n').Select((text, index) => (Text: text, Number: index + 1))
            where MachinePath().IsMatch(line.Text) || Registry().IsMatch(line.Text)
            select $"{path}:{line.Number}: {line.Text.Trim()}");

    /// <summary>Directories in which people and build machines check things out.</summary>
    [GeneratedRegex(@"(?<![\w./])/(home|Users|work|builds|workspace)/\w", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MachinePath();

    /// <summary>The address of a package source; those belong to the machine's own configuration.</summary>
    [GeneratedRegex(@"https?://\S+/(v3/index\.json|api/(nuget|npm)\b)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Registry();
}
