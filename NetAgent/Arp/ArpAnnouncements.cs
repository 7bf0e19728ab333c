using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>The announced IPv4 addresses as one interface sees them.</summary>
internal readonly struct ArpAnnouncements(AnnouncedAddresses addresses, string name) : IArpAnnouncements
{
    /// <summary>Where an address is announced.</summary>
    public AnnouncementScope Find(IPv4Address address)
    {
        if (!addresses.TryGet(address, out var announced) || announced.IsSilent || !addresses.AreAnswered)
        {
            return AnnouncementScope.NotAnnounced;
        }

        return announced.Includes(name) ? AnnouncementScope.ThisInterface : AnnouncementScope.OtherInterfaces;
    }
}
