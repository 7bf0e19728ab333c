using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace MetalOrleans.Grains.Runtime.CodeGeneration;

/// <summary>Writes the registration of a grain class: its interfaces, and how its constructor is called.</summary>
internal static class ClassWriter
{
    private const string GrainBase = "Orleans.IGrainBase";
    private const string Context = "global::Orleans.Runtime.IGrainContext";

    public static GeneratedPart? Write(INamedTypeSymbol type)
    {
        if (type.IsAbstract || type.AllInterfaces.All(parent => parent.ToDisplayString() != GrainBase))
        {
            return null;
        }

        var interfaces = type.AllInterfaces.Where(InterfaceWriter.IsGrainInterface).ToImmutableArray();
        if (interfaces.IsEmpty)
        {
            return null;
        }

        if (type.IsGenericType)
        {
            return GeneratedPart.Refused(ImmutableArray.Create(new PartDiagnostic(Refusals.Generic, type)));
        }

        if (!Names.IsVisible(type))
        {
            return GeneratedPart.Refused(ImmutableArray.Create(new PartDiagnostic(Refusals.Hidden, type)));
        }

        // The most derived interface first: it is the one that the grain's reference to itself implements.
        var ordered = interfaces.OrderByDescending(parent => parent.AllInterfaces.Length);
        var constructor = Constructor(type);
        var dependencies = constructor?.Parameters
            .Where(parameter => Names.Bare(parameter.Type) != Context)
            .Select(parameter => Names.Bare(parameter.Type)) ?? [];
        return new GeneratedPart(
            string.Empty,
            string.Empty,
            $"{Names.Manifest}GrainManifest.AddClass(typeof({Names.Bare(type)}), "
            + Types(ordered.Select(Names.Bare)) + ", " + Types(dependencies) + ", "
            + (constructor is null ? "null" : Make(type, constructor)) + ");",
            ImmutableArray<PartDiagnostic>.Empty);
    }

    /// <summary>The constructor that generated code can call; null when the container has to choose or fill in.</summary>
    private static IMethodSymbol? Constructor(INamedTypeSymbol type)
    {
        var candidates = type.InstanceConstructors;
        return candidates.Length == 1
            && candidates[0].DeclaredAccessibility is Accessibility.Public
            && !HasRequiredMembers(type)
            && candidates[0].Parameters.All(parameter =>
                parameter.RefKind == RefKind.None && !parameter.HasExplicitDefaultValue
                && parameter.GetAttributes().IsEmpty && parameter.Type.IsReferenceType)
                ? candidates[0]
                : null;
    }

    private static bool HasRequiredMembers(INamedTypeSymbol type) =>
        type.GetMembers().Any(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true });

    private static string Make(INamedTypeSymbol type, IMethodSymbol constructor)
    {
        var arguments = constructor.Parameters.Select(parameter =>
            Names.Bare(parameter.Type) == Context
                ? "context"
                : "global::Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions"
                    + $".GetRequiredService<{Names.Bare(parameter.Type)}>(services)");
        return $"static (services, context) => new {Names.Bare(type)}({string.Join(", ", arguments)})";
    }

    private static string Types(System.Collections.Generic.IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Select(name => $"typeof({name})"));
        return list.Length == 0 ? "global::System.Type.EmptyTypes" : $"new global::System.Type[] {{ {list} }}";
    }
}
