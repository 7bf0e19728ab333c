using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Ndp;

/// <summary>The addresses that one interface answers for.</summary>
/// <remarks>Asked once a solicitation from the receive path: implementations neither allocate nor lock.</remarks>
public interface INdpAnnouncements
{
    /// <summary>Where an address is announced.</summary>
    AnnouncementScope Find(IPv6Address address);
}
