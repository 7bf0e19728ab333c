using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Addresses;

/// <summary>Who announces an address, for whoever tells people and other programs.</summary>
/// <param name="Address">The address.</param>
/// <param name="Announcer">The node; null when nobody announces.</param>
/// <param name="Interfaces">The interfaces it is restricted to, sorted; empty means every interface that qualifies.</param>
/// <param name="Services">The Services that it is announced for, sorted; empty when nobody announces.</param>
public sealed record AddressAnnouncement(
    Address Address, string? Announcer, ImmutableArray<string> Interfaces, ImmutableArray<ServiceKey> Services)
{
    /// <summary>Whether the other announcement says the same.</summary>
    public bool Equals(AddressAnnouncement? other) =>
        other is not null
        && Address == other.Address
        && string.Equals(Announcer, other.Announcer, StringComparison.Ordinal)
        && Interfaces.AsSpan().SequenceEqual(other.Interfaces.AsSpan())
        && Services.AsSpan().SequenceEqual(other.Services.AsSpan());

    /// <summary>The hash of the address.</summary>
    public override int GetHashCode() => Address.GetHashCode();
}
