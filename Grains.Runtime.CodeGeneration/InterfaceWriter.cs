using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace MetalOrleans.Grains.Runtime.CodeGeneration;

/// <summary>Writes the reference class of a grain interface, and a request class for each of its methods.</summary>
internal static class InterfaceWriter
{
    private const string Addressable = "Orleans.Runtime.IAddressable";

    public static bool IsGrainInterface(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface
        && type.ContainingNamespace?.ToDisplayString() is not ("Orleans" or "Orleans.Runtime")
        && type.AllInterfaces.Any(parent => parent.ToDisplayString() == Addressable);

    public static GeneratedPart? Write(INamedTypeSymbol type)
    {
        if (!IsGrainInterface(type))
        {
            return null;
        }

        var members = type.AllInterfaces.Insert(0, type)
            .SelectMany(parent => parent.GetMembers())
            .Where(member => !member.IsStatic && (member.IsAbstract || member.IsVirtual))
            .ToImmutableArray();
        var diagnostics = Check(type, members);
        if (!diagnostics.IsEmpty)
        {
            return GeneratedPart.Refused(diagnostics);
        }

        var name = Names.Identifier(type);
        var reference = new StringBuilder();
        var requests = new StringBuilder();
        var index = 0;
        foreach (var method in members.OfType<IMethodSymbol>())
        {
            RequestWriter.Write(new RequestNames(type, method, $"{name}_{method.Name}_{index}"), reference, requests);
            index++;
        }

        return new GeneratedPart(
            $"{name}.g.cs",
            File(type, name, reference, requests),
            $"{Names.Manifest}GrainManifest.AddInterface(typeof({Names.Bare(type)}), "
            + $"static (shared, key) => new {name}_Reference(shared, key));",
            ImmutableArray<PartDiagnostic>.Empty);
    }

    private static string File(INamedTypeSymbol type, string name, StringBuilder reference, StringBuilder requests) =>
        $$"""
        {{Names.FileHeader}}
        namespace {{Names.GeneratedNamespace}}
        {
            {{Names.GeneratedCode}}
            internal sealed class {{name}}_Reference : global::Orleans.Runtime.GrainReference, {{Names.Full(type)}}
            {
                public {{name}}_Reference({{Names.Manifest}}GrainReferenceShared shared, string key)
                    : base(shared, key)
                {
                }
        {{reference}}    }
        {{requests}}}

        """;

    private static ImmutableArray<PartDiagnostic> Check(INamedTypeSymbol type, ImmutableArray<ISymbol> members)
    {
        var diagnostics = new List<PartDiagnostic>();
        if (type.IsGenericType || type.ContainingType?.IsGenericType == true)
        {
            diagnostics.Add(new PartDiagnostic(Refusals.Generic, type));
        }

        if (!Names.IsVisible(type))
        {
            diagnostics.Add(new PartDiagnostic(Refusals.Hidden, type));
        }

        foreach (var member in members)
        {
            if (Refusal(member) is { } refusal)
            {
                diagnostics.Add(new PartDiagnostic(refusal, member));
            }
        }

        return diagnostics.ToImmutableArray();
    }

    private static DiagnosticDescriptor? Refusal(ISymbol member)
    {
        if (member is not IMethodSymbol method)
        {
            return Refusals.NoMethod;
        }

        if (method.MethodKind is not MethodKind.Ordinary)
        {
            // An accessor: its property or event is refused.
            return null;
        }

        if (method.IsGenericMethod)
        {
            return Refusals.Generic;
        }

        if (ReturnKind.Of(method) is not { } kind)
        {
            return Refusals.NoTask;
        }

        if (method.Parameters.Any(parameter => parameter.RefKind != RefKind.None))
        {
            return Refusals.ByReference;
        }

        return kind.Result is not null && RequestWriter.IsOneWay(method) ? Refusals.OneWayResult : null;
    }
}
