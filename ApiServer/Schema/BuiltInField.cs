using System.Collections.Immutable;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>A field of a <see cref="BuiltInType"/>.</summary>
internal sealed record BuiltInField
{
    internal required string Name { get; init; }

    /// <summary>The type as written: <c>string</c>, <c>[]core.ServicePort</c>, <c>map[]string</c>, <c>enum(a,b)</c>.</summary>
    internal required string TypeName { get; init; }

    internal bool IsRequired { get; init; }

    internal ListType ListType { get; init; }

    internal ImmutableArray<string> ListMapKeys { get; init; } = [];

    internal bool IsAtomic { get; init; }

    /// <summary>Key for strategic merge patches; empty for primitive lists that merge, null for lists that replace.</summary>
    internal string? PatchMergeKey { get; init; }

    internal bool HasRetainKeys { get; init; }

    internal string? Default { get; init; }

    internal string Description { get; init; } = "";
}
