using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Nodes;

namespace MetalOrleans.Grains.Addresses;

/// <summary>Hears who announces what: events, statuses and indexes are made of it. Implemented by the silo.</summary>
/// <remarks>Calls never block and never fail: they stand in the way of failover.</remarks>
public interface IAnnouncementSink
{
    /// <summary>An address is announced differently from before.</summary>
    void Changed(AddressAnnouncement announcement);

    /// <summary>An address that others may still announce was ordered from a new announcer.</summary>
    /// <param name="address">The address.</param>
    /// <param name="previous">Who announced it before; null when that is no longer known.</param>
    /// <param name="announcer">Who shall announce it now.</param>
    void HandingOver(Address address, string? previous, string announcer);

    /// <summary>The new announcer of <see cref="HandingOver"/> has acknowledged the order.</summary>
    void HandedOver(Address address, string announcer);

    /// <summary>The announcer has none of the interfaces that the address is restricted to: nobody answers (L-054).</summary>
    void InterfacesMissing(Address address, string node);

    /// <summary>Nobody may announce the address, for a reason that is the address's own; told once.</summary>
    void Refused(Address address, L2Refusal refusal, ImmutableArray<ServiceKey> services);

    /// <summary>The announcer found that somebody else has the address, or finds so no more.</summary>
    void StandingChanged(AddressObservation observation, string node);
}
