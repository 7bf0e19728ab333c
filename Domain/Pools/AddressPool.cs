using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Pools;

/// <summary>
/// A named set of address ranges that Services draw from (IPAddressPool, C-010 to C-018), already validated.
/// </summary>
public sealed record AddressPool
{
    /// <summary>The object's name, unique in the configuration namespace.</summary>
    public required string Name { get; init; }

    /// <summary>The object's labels, which advertisements select by.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The ranges in the order given; at least one, none overlapping another.</summary>
    public required ImmutableArray<AddressRange> Ranges { get; init; }

    /// <summary>Whether a Service that names no pool may draw from it; default true (C-012).</summary>
    public bool AutoAssign { get; init; } = true;

    /// <summary>Whether IPv4 addresses that end in .0 or .255 are skipped; default false (C-013, A-040).</summary>
    public bool AvoidBuggyIPs { get; init; }

    /// <summary>Which Services may use the pool, and how early; null means any (C-014).</summary>
    public ServiceAllocation? ServiceAllocation { get; init; }

    /// <summary>Whether the pool is tried before the pools that are open to everybody .</summary>
    public bool IsPinned => ServiceAllocation is not null;

    /// <summary>
    /// Whether the pool may give out the address: inside a range, and not a buggy one that it avoids.
    /// </summary>
    public bool Owns(Address address)
    {
        if (Avoids(address))
        {
            return false;
        }

        foreach (var range in Ranges)
        {
            if (range.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the other pool owns exactly the same addresses.</summary>
    public bool OwnsTheSameAs(AddressPool other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return AvoidBuggyIPs == other.AvoidBuggyIPs && Contents.Same(Ranges, other.Ranges);
    }

    /// <summary>
    /// Whether the address is one that broken equipment takes for a broadcast: IPv4 ending in .0 or .255.
    /// </summary>
    internal static bool IsBuggy(Address address) =>
        address.Family == IPFamily.IPv4 && (byte)address.Value is byte.MinValue or byte.MaxValue;

    /// <summary>Whether the pool skips the address wherever it lies.</summary>
    internal bool Avoids(Address address) => AvoidBuggyIPs && IsBuggy(address);

    /// <summary>Whether the other pool says the same, whatever object it was read from.</summary>
    public bool Equals(AddressPool? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && AutoAssign == other.AutoAssign
        && AvoidBuggyIPs == other.AvoidBuggyIPs
        && Contents.Same(Labels, other.Labels)
        && Contents.Same(Ranges, other.Ranges)
        && EqualityComparer<ServiceAllocation?>.Default.Equals(ServiceAllocation, other.ServiceAllocation);

    /// <summary>The hash of the name.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
