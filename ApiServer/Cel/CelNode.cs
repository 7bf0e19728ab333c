using System.Collections.Immutable;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>A parsed expression.</summary>
internal abstract record CelNode
{
    private CelNode()
    {
    }

    internal sealed record Literal(object? Value) : CelNode;

    internal sealed record Variable(string Name) : CelNode;

    /// <summary>A field of an object, or with <paramref name="TestOnly"/> whether it is there.</summary>
    internal sealed record Select(CelNode Operand, string Field, bool TestOnly) : CelNode;

    internal sealed record Index(CelNode Operand, CelNode Key) : CelNode;

    /// <summary>A function, an operator by its symbol, or a method when <paramref name="Target"/> is set.</summary>
    internal sealed record Call(string Function, CelNode? Target, ImmutableArray<CelNode> Arguments) : CelNode;

    internal sealed record And(CelNode Left, CelNode Right) : CelNode;

    internal sealed record Or(CelNode Left, CelNode Right) : CelNode;

    internal sealed record Conditional(CelNode Condition, CelNode Then, CelNode Else) : CelNode;

    internal sealed record ListLiteral(ImmutableArray<CelNode> Items) : CelNode;

    internal sealed record MapLiteral(ImmutableArray<(CelNode Key, CelNode Value)> Entries) : CelNode;

    /// <summary>One of the macros over lists and maps: all, exists, exists_one, filter, map.</summary>
    internal sealed record Macro(
        string Name, CelNode Range, string Item, CelNode? Condition, CelNode? Result) : CelNode;
}
