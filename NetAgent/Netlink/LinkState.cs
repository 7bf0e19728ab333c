using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Netlink;

/// <summary>One network interface as the kernel describes it.</summary>
/// <param name="Index">The kernel's number of the interface; a deleted interface's number is not soon reused.</param>
/// <param name="Name">At most 15 characters.</param>
/// <param name="Flags">Administrative and operational flags.</param>
/// <param name="HardwareType">The ARP hardware type; 1 is Ethernet.</param>
/// <param name="Mac">The link-layer address; zero where the medium has none of six octets.</param>
/// <param name="Master">The index of the bridge, bond or VRF it is enslaved to; 0 for none.</param>
internal sealed record LinkState(
    int Index, string Name, LinkFlags Flags, ushort HardwareType, MacAddress Mac, int Master)
{
    /// <summary>ARPHRD_ETHER of linux/if_arp.h.</summary>
    public const ushort Ethernet = 1;

    /// <summary>Whether the medium has signal.</summary>
    public bool HasCarrier => Flags.HasFlag(LinkFlags.LowerUp);
}
