using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MetalOrleans.Tests.Rules;

/// <summary>What fits on a few screens can be read; what does not is split by message, by verb or by state.</summary>
public sealed class SizeRulesTests
{
    private const int FileLimit = 300;
    private const int TestFileLimit = 500;
    private const int MethodLimit = 60;

    /// <summary>Files that may be longer, each with the reason; the list is here so that it is seen to grow.</summary>
    private static readonly ImmutableDictionary<string, string> LongFiles = ImmutableDictionary<string, string>.Empty;

    /// <summary>Methods that may be longer, as <c>path#Name</c>, each with the reason.</summary>
    private static readonly ImmutableDictionary<string, string> LongMethods = new Dictionary<string, string>
    {
        ["Tests/ApiServer/Schema/ValidationMessagesTests.cs#Refuses_an_object_in_the_words_of_the_API_server"] =
            "One object and the whole text of the answer to it, as kubectl prints it.",
        ["Tests/Kubernetes/Integration/EmbeddedServerTests.cs#A_store_converges_through_drops_expiries_replays_and_refusals"] =
            "One story, fault after fault, told in order.",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    [Fact]
    public void No_file_is_longer_than_300_lines_and_no_test_file_longer_than_500() =>
        SourceTree.AssertNone(
            from file in SourceTree.CSharp
            let limit = file.IsIn("Tests") ? TestFileLimit : FileLimit
            let lines = SourceFile.LineCount(file.Syntax)
            where lines > limit && !LongFiles.ContainsKey(file.Path)
            select $"{file.Path} has {lines} lines of {limit}");

    [Fact]
    public void No_method_is_longer_than_60_lines() =>
        SourceTree.AssertNone(
            from file in SourceTree.CSharp
            from found in file.Find<BaseMethodDeclarationSyntax>()
            let lines = SourceFile.LineCount(found.Node)
            where lines > MethodLimit && !LongMethods.ContainsKey($"{file.Path}#{NameOf(found.Node)}")
            select $"{found.Place} {NameOf(found.Node)} has {lines} lines of {MethodLimit}");

    [Fact]
    public void No_region_hides_code() =>
        SourceTree.AssertNone(
            from file in SourceTree.CSharp
            where file.Syntax.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.RegionDirectiveTrivia))
            select file.Path);

    [Fact]
    public void Nothing_is_left_to_do_in_a_comment() =>
        SourceTree.AssertNone(
            from file in SourceTree.CSharp
            from trivia in file.Syntax.DescendantTrivia()
            where trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
            let text = trivia.ToString()
            where Unfinished.Any(mark => text.Contains(mark, StringComparison.Ordinal))
            select $"{file.Path}: {text}");

    private static readonly ImmutableArray<string> Unfinished = ["TODO", "FIXME", "HACK", "XXX"];

    private static string NameOf(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        _ => method.Kind().ToString(),
    };
}
