using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Arp;

/// <summary>The addresses that one interface answers for.</summary>
/// <remarks>Asked once a request from the receive path: implementations neither allocate nor lock.</remarks>
public interface IArpAnnouncements
{
    /// <summary>Where an address is announced.</summary>
    AnnouncementScope Find(IPv4Address address);
}
