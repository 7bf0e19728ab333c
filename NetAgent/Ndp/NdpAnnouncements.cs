using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ndp;

namespace MetalOrleans.NetAgent.Ndp;

/// <summary>The announced IPv6 addresses as one interface sees them.</summary>
internal readonly struct NdpAnnouncements(AnnouncedAddresses addresses, string name) : INdpAnnouncements
{
    /// <summary>Where an address is announced.</summary>
    public AnnouncementScope Find(IPv6Address address)
    {
        // A mapped address would be found as the IPv4 address it stands for, and no link has neighbours of that kind.
        if (address.IsIPv4Mapped || !addresses.TryGet(address, out var announced) || announced.IsSilent || !addresses.AreAnswered)
        {
            return AnnouncementScope.NotAnnounced;
        }

        return announced.Includes(name) ? AnnouncementScope.ThisInterface : AnnouncementScope.OtherInterfaces;
    }
}
