using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MetalOrleans.Tests.Rules;

/// <summary>The repository's own files, without what builds and tests leave.</summary>
internal static class SourceTree
{
    private static readonly ImmutableHashSet<string> Products =
        ["bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "node_modules", ".git", ".vs", ".idea"];

    private static readonly Lazy<ImmutableArray<SourceFile>> Parsed = new(() =>
        [.. Files("*.cs").AsParallel().AsOrdered().Select(Parse)]);

    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file that a person wrote.</summary>
    public static ImmutableArray<SourceFile> CSharp => Parsed.Value;

    /// <summary>Paths from the root, with forward slashes, in order.</summary>
    public static IEnumerable<string> Files(string pattern) =>
        Walk(Root).SelectMany(directory => Directory.EnumerateFiles(directory, pattern))
            .Select(path => Path.GetRelativePath(Root, path))
            .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Fails with every violation in the message, one a line.</summary>
    public static void AssertNone(IEnumerable<string> violations)
    {
        var all = violations.ToList();
        Assert.True(all.Count == 0, $"{all.Count} violations:\n  {string.Join("\n  ", all)}");
    }

    private static IEnumerable<string> Walk(string directory) =>
        Directory.EnumerateDirectories(directory)
            .Where(child => !Products.Contains(Path.GetFileName(child)))
            .SelectMany(Walk)
            .Prepend(directory);

    private static SourceFile Parse(string path)
    {
        var tree = CSharpSyntaxTree.ParseText(
            Read(path), CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview));
        return new SourceFile(path, (CompilationUnitSyntax)tree.GetRoot());
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "MetalOrleans.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside of the repository: no MetalOrleans.sln above them.");
    }
}
