namespace MetalOrleans.ApiServer.Cel;

/// <summary>A token of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; for text literals the value with escapes undone.</param>
/// <param name="Position">Zero-based place in the expression.</param>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, int Position);
