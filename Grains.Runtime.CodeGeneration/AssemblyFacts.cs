using Microsoft.CodeAnalysis;

namespace MetalOrleans.Grains.Runtime.CodeGeneration;

/// <summary>What the manifest needs to know of the compilation as a whole.</summary>
internal sealed class AssemblyFacts : IEquatable<AssemblyFacts>
{
    private AssemblyFacts(string name, bool isLibrary, bool hasRuntime, string manifests)
    {
        Name = name;
        IsLibrary = isLibrary;
        HasRuntime = hasRuntime;
        Manifests = manifests;
    }

    public string Name { get; }

    public bool IsLibrary { get; }

    public bool HasRuntime { get; }

    /// <summary>The manifest classes of the referenced assemblies, separated by semicolons.</summary>
    public string Manifests { get; }

    public static AssemblyFacts Of(Compilation compilation)
    {
        var manifests = compilation.SourceModule.ReferencedAssemblySymbols
            .SelectMany(assembly => assembly.GetAttributes())
            .Where(attribute => attribute.AttributeClass?.ToDisplayString() == Names.ManifestAttribute)
            .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value as string)
            .Where(name => name is not null)
            .OrderBy(name => name, StringComparer.Ordinal);
        return new AssemblyFacts(
            compilation.AssemblyName ?? "Unnamed",
            compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary,
            compilation.GetTypeByMetadataName(Names.ManifestAttribute) is not null,
            string.Join(";", manifests));
    }

    public bool Equals(AssemblyFacts? other) =>
        other is not null
        && Name == other.Name
        && IsLibrary == other.IsLibrary
        && HasRuntime == other.HasRuntime
        && Manifests == other.Manifests;

    public override bool Equals(object? obj) => Equals(obj as AssemblyFacts);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name + Manifests);
}
