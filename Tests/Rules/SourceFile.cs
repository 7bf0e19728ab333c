using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MetalOrleans.Tests.Rules;

/// <summary>A C# file of the repository.</summary>
/// <param name="Path">From the root, with forward slashes.</param>
/// <param name="Syntax">What it says.</param>
internal sealed record SourceFile(string Path, CompilationUnitSyntax Syntax)
{
    /// <summary>The first folder, which is the project.</summary>
    public string Project => Path[..Math.Max(0, Path.IndexOf('/'))];

    public bool IsIn(params ReadOnlySpan<string> projects) => projects.Contains(Project);

    /// <summary>Nodes of one kind, each with the place to show for it.</summary>
    public IEnumerable<(T Node, string Place)> Find<T>()
        where T : SyntaxNode =>
        Syntax.DescendantNodes().OfType<T>().Select(node => (node, $"{Path}:{FirstLine(node) + 1}"));

    public static int LineCount(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static int FirstLine(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line;
}
