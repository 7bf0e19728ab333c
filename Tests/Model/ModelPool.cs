namespace MetalOrleans.Tests.Model;

/// <summary>A pool as a plain list of addresses, each a text; null addresses stand for one that was written wrongly.</summary>
internal sealed record ModelPool
{
    public required string Name { get; init; }

    /// <summary>Every address of the pool, one by one, in the canonical text.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>What is written in <c>spec.addresses</c>.</summary>
    public required IReadOnlyList<string> Written { get; init; }

    public bool AutoAssign { get; init; } = true;

    public bool AvoidBuggyIPs { get; init; }

    /// <summary>The only namespace that may use it; null for any.</summary>
    public string? ForNamespace { get; init; }

    /// <summary>Only namespaces whose label <c>team</c> says this may use it; null for any.</summary>
    public string? ForTeam { get; init; }

    /// <summary>Only Services whose label <c>tier</c> says this may use it; null for any.</summary>
    public string? ForTier { get; init; }

    public int Priority { get; init; }

    /// <summary>Whether the product must refuse it.</summary>
    public bool IsInvalid => Addresses.Count == 0;

    public bool IsPinned => ForNamespace is not null || ForTeam is not null || ForTier is not null;

    public bool Owns(string address) =>
        Addresses.Contains(address)
        && !(AvoidBuggyIPs && (address.EndsWith(".0", StringComparison.Ordinal) || address.EndsWith(".255", StringComparison.Ordinal)));

    public override string ToString() =>
        $"{Name}[{string.Join(' ', Written)}{(AutoAssign ? "" : " manual")}{(AvoidBuggyIPs ? " avoid" : "")} ns={ForNamespace} team={ForTeam} tier={ForTier} prio={Priority}]";
}
