using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MetalOrleans.Tests.Rules;

/// <summary>What a type promises to those who are not in its file.</summary>
public sealed class TypeRulesTests
{
    /// <summary>Classes that somebody else derives from by design, each with the reason.</summary>
    private static readonly ImmutableDictionary<string, string> OpenClasses = new Dictionary<string, string>
    {
        ["ClusterOptions"] = OrleansShape,
        ["GrainCollectionOptions"] = OrleansShape,
        ["SiloMessagingOptions"] = OrleansShape,
        ["GrainReference"] = OrleansShape,
        ["OrleansException"] = OrleansShape,
        ["OrleansMessageRejectionException"] = OrleansShape,
        ["SiloUnavailableException"] = OrleansShape,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private const string OrleansShape = "Orleans declares it open, and code written for Orleans may derive from it.";

    [Fact]
    public void Every_class_is_sealed_static_or_abstract() =>
        SourceTree.AssertNone(
            from file in SourceTree.CSharp
            from found in file.Find<TypeDeclarationSyntax>()
            where found.Node.Kind() is SyntaxKind.ClassDeclaration or SyntaxKind.RecordDeclaration
            where !IsClosed(found.Node) && !HasClosedPart(found.Node) && !OpenClasses.ContainsKey(found.Node.Identifier.Text)
            select $"{found.Place} {found.Node.Identifier}");

    [Theory]
    [InlineData("Silo")]
    [InlineData("NetAgent")]
    [InlineData("kubectl-metal")]
    public void A_program_shows_no_type_to_others(string assembly) =>
        SourceTree.AssertNone(
            from type in Assembly.Load(assembly).GetExportedTypes()
            // The Web SDK makes the class of Program.cs public, for test hosts.
            where type.Name != "Program" && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null
            select type.FullName);

    /// <summary>The modifiers may stand on another part of a partial class.</summary>
    private static bool HasClosedPart(TypeDeclarationSyntax type) =>
        type.Modifiers.Any(SyntaxKind.PartialKeyword) && ClosedPartials.Value.Contains(type.Identifier.Text);

    private static readonly Lazy<ImmutableHashSet<string>> ClosedPartials = new(() =>
    [
        .. from file in SourceTree.CSharp
           from found in file.Find<TypeDeclarationSyntax>()
           where found.Node.Modifiers.Any(SyntaxKind.PartialKeyword) && IsClosed(found.Node)
           select found.Node.Identifier.Text,
    ]);

    private static bool IsClosed(TypeDeclarationSyntax type) => type.Modifiers.Any(modifier =>
        modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword);
}
