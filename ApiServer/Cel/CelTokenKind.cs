namespace MetalOrleans.ApiServer.Cel;

/// <summary>Kinds of tokens.</summary>
internal enum CelTokenKind
{
    End,
    Identifier,
    Int,
    UInt,
    Double,
    Text,
    Bytes,
    Symbol,
}
