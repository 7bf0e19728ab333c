using MetalOrleans.NetAgent.Netlink;

namespace MetalOrleans.NetAgent.Interfaces;

/// <summary>An interface and whether it is used.</summary>
/// <param name="Link">The interface.</param>
/// <param name="Arp">Whether ARP is answered on it.</param>
/// <param name="Ndp">Whether NDP is answered on it.</param>
internal sealed record JudgedInterface(LinkState Link, InterfaceVerdict Arp, InterfaceVerdict Ndp);
