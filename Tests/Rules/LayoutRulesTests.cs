using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MetalOrleans.Tests.Rules;

/// <summary>A type is found by its name: one a file, the file named for it, the namespace is the folder.</summary>
public sealed class LayoutRulesTests
{
    [Fact]
    public void The_namespace_is_the_folder() =>
        SourceTree.AssertNone(
            from file in SourceTree.CSharp
                // The embedded runtime declares Orleans' own types in Orleans' own namespaces: that makes it a switch.
            where !file.IsIn("Grains.Runtime")
            // What stands in for Orleans' attributes in `make orleans` has to bear their names.
            where !file.Path.StartsWith("Tests/Rules/OrleansApi/", StringComparison.Ordinal)
            from found in file.Find<BaseNamespaceDeclarationSyntax>()
            let expected = "MetalOrleans." + Path.GetDirectoryName(file.Path)!.Replace('/', '.')
            where found.Node.Name.ToString() != expected
            select $"{found.Place} has namespace {found.Node.Name}, its folder says {expected}");

    [Fact]
    public void A_file_holds_one_type_and_is_named_for_it() =>
        SourceTree.AssertNone(
            from file in SourceTree.CSharp
            let types = TopLevelTypes(file)
            // X.Log.cs holds a part of X, X{T}.cs the generic X; a file of statements or assembly attributes holds no type.
            let expected = Path.GetFileName(file.Path).Split('.', '{')[0]
            where types.Count > 1 || (types.Count == 1 && types[0] != expected)
            select $"{file.Path} holds {string.Join(", ", types)}");

    /// <summary>Names, where a generic type and its non-generic companion of the same name count once.</summary>
    private static List<string> TopLevelTypes(SourceFile file) =>
    [
        .. file.Syntax.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .Select(node => node switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier.Text,
                DelegateDeclarationSyntax type => type.Identifier.Text,
                _ => null,
            })
            .OfType<string>()
            .Distinct(),
    ];
}
