using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Election;

/// <summary>An address that needs one of several equally good nodes.</summary>
/// <param name="Address">The address.</param>
/// <param name="Candidates">The nodes, at least one, in the order that decides between equal loads.</param>
/// <param name="Group">Addresses of one group keep apart where they can: those of one Service and family.</param>
/// <param name="Incumbent">The node that announces now; null when none does.</param>
public sealed record SpreadRequest(Address Address, ImmutableArray<string> Candidates, string Group, string? Incumbent)
{
    /// <summary>Whether the other request asks the same.</summary>
    public bool Equals(SpreadRequest? other) =>
        other is not null
        && Address == other.Address
        && string.Equals(Group, other.Group, StringComparison.Ordinal)
        && string.Equals(Incumbent, other.Incumbent, StringComparison.Ordinal)
        && Candidates.AsSpan().SequenceEqual(other.Candidates.AsSpan());

    /// <summary>The hash of the address.</summary>
    public override int GetHashCode() => Address.GetHashCode();
}
