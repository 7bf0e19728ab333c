using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace MetalOrleans.Grains.Runtime.CodeGeneration;

/// <summary>A diagnostic that holds on to no syntax tree.</summary>
internal sealed class PartDiagnostic : IEquatable<PartDiagnostic>
{
    private readonly DiagnosticDescriptor _descriptor;
    private readonly string _path;
    private readonly TextSpan _span;
    private readonly LinePositionSpan _lines;
    private readonly string _subject;

    public PartDiagnostic(DiagnosticDescriptor descriptor, ISymbol symbol)
    {
        _descriptor = descriptor;
        _subject = symbol.ToDisplayString();
        var location = symbol.Locations.Length > 0 ? symbol.Locations[0] : Location.None;
        _path = location.SourceTree?.FilePath ?? string.Empty;
        _span = location.SourceSpan;
        _lines = location.GetLineSpan().Span;
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(_descriptor, Location.Create(_path, _span, _lines), _subject);

    public bool Equals(PartDiagnostic? other) =>
        other is not null
        && _descriptor.Id == other._descriptor.Id
        && _path == other._path
        && _span == other._span
        && _subject == other._subject;

    public override bool Equals(object? obj) => Equals(obj as PartDiagnostic);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_subject);
}
