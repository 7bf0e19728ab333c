using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>The announced addresses as one interface sees them.</summary>
internal readonly struct InterfaceAnnouncements(AnnouncedAddresses addresses, string name) : IArpAnnouncements
{
    /// <summary>Where an address is announced.</summary>
    public ArpScope Find(IPv4Address address)
    {
        if (!addresses.TryGet(address, out var announced))
        {
            return ArpScope.NotAnnounced;
        }

        return announced.Includes(name) ? ArpScope.ThisInterface : ArpScope.OtherInterfaces;
    }
}
