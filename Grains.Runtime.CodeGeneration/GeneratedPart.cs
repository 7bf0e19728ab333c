using System.Collections.Immutable;

namespace MetalOrleans.Grains.Runtime.CodeGeneration;

/// <summary>What one grain interface or class comes to. Plain text, so that an unchanged type costs nothing again.</summary>
internal sealed class GeneratedPart : IEquatable<GeneratedPart>
{
    public GeneratedPart(
        string hintName, string source, string registration, ImmutableArray<PartDiagnostic> diagnostics)
    {
        HintName = hintName;
        Source = source;
        Registration = registration;
        Diagnostics = diagnostics;
    }

    public string HintName { get; }

    public string Source { get; }

    /// <summary>The statement that registers the type with the manifest.</summary>
    public string Registration { get; }

    public ImmutableArray<PartDiagnostic> Diagnostics { get; }

    public static GeneratedPart Refused(ImmutableArray<PartDiagnostic> diagnostics) =>
        new(string.Empty, string.Empty, string.Empty, diagnostics);

    public bool Equals(GeneratedPart? other) =>
        other is not null
        && HintName == other.HintName
        && Source == other.Source
        && Registration == other.Registration
        && Diagnostics.SequenceEqual(other.Diagnostics);

    public override bool Equals(object? obj) => Equals(obj as GeneratedPart);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(HintName + Registration);
}
