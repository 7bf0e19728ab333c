using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MetalOrleans.Grains.Runtime.CodeGeneration;

/// <summary>
/// Emits, for each grain interface of a compilation, a reference class and a request class a method; and one manifest
/// that registers these, the compilation's grain classes, and the manifests of the assemblies it references.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var interfaces = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null },
                static (syntax, token) => Transform(syntax, TypeKind.Interface, token))
            .Where(static part => part is not null)
            .Select(static (part, _) => part!);
        var classes = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is ClassDeclarationSyntax { BaseList: not null },
                static (syntax, token) => Transform(syntax, TypeKind.Class, token))
            .Where(static part => part is not null)
            .Select(static (part, _) => part!);

        var assembly = context.CompilationProvider.Select(static (compilation, _) => AssemblyFacts.Of(compilation));

        context.RegisterSourceOutput(interfaces, static (output, part) => Emit(output, part));
        context.RegisterSourceOutput(classes, static (output, part) => Emit(output, part));
        context.RegisterSourceOutput(
            interfaces.Collect().Combine(classes.Collect()).Combine(assembly),
            static (output, all) => EmitManifest(output, all.Left.Left.AddRange(all.Left.Right), all.Right));
    }

    private static GeneratedPart? Transform(GeneratorSyntaxContext syntax, TypeKind kind, CancellationToken token)
    {
        if (syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, token) is not INamedTypeSymbol type
            || type.TypeKind != kind
            || !IsFirstDeclaration(type, syntax.Node, token))
        {
            return null;
        }

        return kind == TypeKind.Interface ? InterfaceWriter.Write(type) : ClassWriter.Write(type);
    }

    private static bool IsFirstDeclaration(INamedTypeSymbol type, SyntaxNode node, CancellationToken token)
    {
        // A partial type has a base list on more than one of its declarations, or on any of them.
        var first = type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(token))
            .OfType<TypeDeclarationSyntax>()
            .FirstOrDefault(declaration => declaration.BaseList is not null);
        return ReferenceEquals(first, node);
    }

    private static void Emit(SourceProductionContext output, GeneratedPart part)
    {
        foreach (var diagnostic in part.Diagnostics)
        {
            output.ReportDiagnostic(diagnostic.ToDiagnostic());
        }

        if (part.Source.Length > 0)
        {
            output.AddSource(part.HintName, SourceText.From(part.Source, Encoding.UTF8));
        }
    }

    private static void EmitManifest(
        SourceProductionContext output, ImmutableArray<GeneratedPart> parts, AssemblyFacts assembly)
    {
        var registrations = parts
            .Select(part => part.Registration)
            .Where(registration => registration.Length > 0)
            .OrderBy(registration => registration, System.StringComparer.Ordinal)
            .ToList();
        if (assembly.HasRuntime && (registrations.Count > 0 || assembly.Manifests.Length > 0))
        {
            output.AddSource("GrainManifest.g.cs", SourceText.From(Manifest(registrations, assembly), Encoding.UTF8));
        }
    }

    private static string Manifest(List<string> registrations, AssemblyFacts assembly)
    {
        var isPublic = assembly.IsLibrary && registrations.Count > 0;
        var name = "GrainManifest_" + Names.Identifier(assembly.Name);
        var code = new StringBuilder(Names.FileHeader);
        if (isPublic)
        {
            code.AppendLine(
                $"[assembly: {Names.Manifest}GrainManifestAttribute(\"{Names.GeneratedNamespace}.{name}\")]");
        }

        code.AppendLine($$"""
            namespace {{Names.GeneratedNamespace}}
            {
                {{Names.GeneratedCode}}
                [global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]
                {{(isPublic ? "public" : "internal")}} static class {{name}}
                {
                    private static int s_isRegistered;

                    [global::System.Runtime.CompilerServices.ModuleInitializer]
                    internal static void Initialize() => Register();

                    public static void Register()
                    {
                        if (global::System.Threading.Interlocked.Exchange(ref s_isRegistered, 1) != 0)
                        {
                            return;
                        }
            """);
        foreach (var manifest in assembly.Manifests.Split(new[] { ';' }, System.StringSplitOptions.RemoveEmptyEntries))
        {
            code.AppendLine($"            global::{manifest}.Register();");
        }

        foreach (var registration in registrations)
        {
            code.AppendLine($"            {registration}");
        }

        code.AppendLine("        }");
        code.AppendLine("    }");
        code.AppendLine("}");
        return code.ToString();
    }
}
